// Charts: facts from json_script, colours from the tokens, each mark opens its rows.
"use strict";
(() => {
  const css = getComputedStyle(document.documentElement);
  const token = (name) => css.getPropertyValue(`--${name}`).trim();
  const ink = token("ink"), quiet = token("ink-quiet"), line = token("line");
  const palette = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6", "chart-7", "chart-8"].map(token);
  const tone = (series) => (series.tone ? token(`tone-${series.tone}-fill`) : undefined);
  const font = { fontFamily: token("font"), fontSize: 12, color: ink };

  const across = (spec) => spec.kind === "bars_across";

  const category = (spec, inverse) => ({
    type: "category", data: spec.categories, inverse, axisTick: { show: false },
    axisLine: { lineStyle: { color: line } },
    axisLabel: { ...font, width: inverse ? 190 : 84, overflow: inverse ? "truncate" : "break", interval: spec.categories.length > 14 && !inverse ? "auto" : 0, hideOverlap: true },
  });
  const value = (spec) => ({
    type: "value", name: spec.unit, nameGap: 10, nameTextStyle: { ...font, color: quiet, align: "right" }, minInterval: spec.unit === "%" ? 0 : 1,
    axisLabel: { ...font, color: quiet }, splitLine: { lineStyle: { color: line, type: "dashed" } },
  });
  const bar = (spec) => (series, place, all) => ({
    type: "bar", name: series.name, data: series.data, barMaxWidth: across(spec) ? 15 : 26,
    stack: spec.kind === "stacked" || spec.kind === "bars_across" ? "all" : undefined,
    itemStyle: { color: tone(series), borderRadius: 0 },
    label: { show: all.length === 1 && spec.categories.length <= 16, position: across(spec) ? "right" : "top", ...font },
  });
  const lines = (series, place, all) => ({
    type: "line", name: series.name, data: series.data, symbolSize: 7, lineStyle: { width: 2 },
    color: tone(series), label: { show: all.length === 1 && series.data.length <= 12, position: "top", ...font }, connectNulls: false,
  });
  const ring = (spec) => ({
    type: "pie", radius: ["48%", "74%"], center: ["50%", "50%"], avoidLabelOverlap: true,
    label: { ...font, formatter: `{b} {c}${spec.unit}` }, labelLine: { lineStyle: { color: line } },
    data: spec.categories.map((name, place) => ({ name, ...spec.series[0].data[place] })),
  });

  const option = (spec) => {
    const base = {
      color: palette, textStyle: font, animation: false,
      tooltip: { renderMode: "richText", trigger: spec.kind === "ring" ? "item" : "axis", confine: true, axisPointer: { type: "shadow" }, textStyle: font },
      legend: spec.series.length > 1 ? { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: font } : undefined,
      grid: { left: 8, right: across(spec) ? 40 : 16, top: spec.series.length > 1 ? 56 : 32, bottom: 4, containLabel: true },
    };
    if (spec.kind === "ring") return { ...base, legend: undefined, series: [ring(spec)] };
    if (spec.kind === "line") return { ...base, xAxis: category(spec), yAxis: { ...value(spec), scale: spec.unit === "%" }, series: spec.series.map(lines) };
    const axes = across(spec) ? { xAxis: { ...value(spec), name: "" }, yAxis: category(spec, true) } : { xAxis: category(spec), yAxis: value(spec) };
    return { ...base, ...axes, grid: across(spec) ? { ...base.grid, top: spec.series.length > 1 ? 30 : 4 } : base.grid, series: spec.series.map(bar(spec)) };
  };

  const read = (box) => JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const boxes = [...document.querySelectorAll("[data-chart]")];
  // Heights first: a chart fills what its neighbour's rows leave it.
  for (const box of boxes) {
    const spec = read(box);
    if (across(spec)) box.style.height = `${Math.max(150, 40 + (spec.series.length > 1 ? 26 : 0) + spec.categories.length * 24)}px`;
  }
  for (const box of boxes) {
    const spec = read(box);
    const chart = echarts.init(box, null, { renderer: "canvas", devicePixelRatio: Math.max(2, window.devicePixelRatio) });
    chart.setOption(option(spec));
    chart.on("click", (mark) => { if (mark.data && mark.data.url) window.location.assign(mark.data.url); });
    if (!spec.series.some((series) => series.data.some((mark) => mark.url))) box.classList.add("chart-still");
    window.addEventListener("resize", () => chart.resize());
  }
})();
