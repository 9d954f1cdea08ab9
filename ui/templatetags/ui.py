"""Tags of every page. They are built in: no template loads them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms, template
from django.db.models import Model
from django.http import HttpRequest
from django.template import loader
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ui import cells, tones, wording
from ui.charts import Chart, Figure
from ui.drawn import draw
from ui.fields import widget
from ui.stages import StageChart
from ui.trail import Step, steps

register = template.Library()


@register.simple_tag
def label(record: Model, field: str) -> str:
    """The one Chinese word of a field."""
    return str(getattr(record._meta.get_field(field), "verbose_name", field))


@register.simple_tag
def badge(record: Model, field: str = "state") -> SafeString:
    """The state's label in its tone."""
    return tag(tones.label_of(record, field), tones.tone_of(record, field))


@register.simple_tag
def tag(words: str, tone: str = "idle") -> SafeString:
    """Any short word in a tone: done going soon late idle returned."""
    return SafeString(cells.mark(words, tone))


@register.simple_tag(takes_context=True)
def due(context: Context, date: dt.date | None, on: dt.date | None = None) -> SafeString:
    """还有 3 天 / 今天到期 / 逾期 5 天, the date beside it."""
    return SafeString(cells.due(date, on or today(context)))


@register.simple_tag
def cn_date(value: dt.date | None) -> str:
    return wording.cn_date(value)


@register.simple_tag
def cn_time(value: dt.datetime | None) -> str:
    return wording.cn_time(value)


@register.simple_tag
def day(value: dt.date | None) -> str:
    return wording.day(value)


@register.simple_tag
def money(value: Decimal | None, unit: str = "万元") -> str:
    return wording.money(value, unit)


@register.simple_tag
def text(value: object) -> SafeString | str:
    """Any value, or a dash where nothing was written."""
    return wording.NOTHING if value is None or value == "" else str(value)


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(crumbs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    return {"crumbs": list(crumbs)}


@register.inclusion_tag("components/act_button.html", takes_context=True)
def act_button(
    context: Context, url: str, label: str, primary: bool = False, method: str = "get", icon: str = ""
) -> dict[str, Any]:
    """An act as a link to its page, or with `method="post"` as a form of one button."""
    return {**_csrf(context), "url": url, "label": label, "primary": primary, "method": method, "icon": icon}


@register.inclusion_tag("components/act_button.html", takes_context=True)
def act_to(
    context: Context,
    name: str,
    label: str,
    *args: object,
    primary: bool = False,
    method: str = "get",
    icon: str = "",
) -> dict[str, Any]:
    """The same by the name of its address: `{% act_to "rounds:round_open" "开启" record.pk %}`."""
    return act_button(context, reverse(name, args=args), label, primary, method, icon)


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField, note: str = "") -> dict[str, Any]:
    """Label above, hint below, what is wrong beside it."""
    return {"field": bound, "widget": widget(bound), "note": note, **_kinds(bound)}


@register.inclusion_tag("components/field.html")
def filter_field(bound: forms.BoundField) -> dict[str, Any]:
    """The same, small, for the filter bar."""
    return {"field": bound, "widget": widget(bound, small=True), "small": True, **_kinds(bound)}


@register.simple_tag(takes_context=True)
def filter_bar(context: Context, listing: Any) -> SafeString:
    """The filters of a list; drawn anew only when what they offer or what is asked for has changed."""
    facts: dict[str, Any] = {name: context.get(name) for name in ("request", "search_hint")}
    facts["listing"] = listing
    if listing.told is None:
        return SafeString(loader.render_to_string("components/filters.html", facts))
    told = (listing.told, facts["request"].path, facts["search_hint"])
    return draw("components/filters.html", told, facts)


@register.simple_tag
def pager(listing: Any) -> SafeString:
    """Where in the list the page is, and the ways to others: drawn once for the same selection and total."""
    told = (listing.params.urlencode(), listing.total)
    return draw("components/pager.html", told, {"listing": listing})


@register.simple_tag(takes_context=True)
def frame_part(context: Context, part: str) -> SafeString:
    """The top bar or the menu: drawn anew only when the person's frame has changed."""
    frame = context["frame"]
    return draw(f"components/{part}.html", frame, {"frame": frame}, context.get("csrf_token", ""))


@register.simple_tag
def page_assets() -> SafeString:
    """Styles and scripts: the same on every page."""
    return draw("components/assets.html", None, {})


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form, hidden ones too, in their order."""
    return {"form": form}


@register.inclusion_tag("components/errors.html")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """The summary on top: what is wrong, each line jumping to its field."""
    found = [(form[name], list(words)) for name, words in form.errors.items() if name in form.fields]
    return {"form": form, "found": found, "general": form.non_field_errors()}


@register.inclusion_tag("components/timeline.html", takes_context=True)
def timeline(context: Context, entries: Iterable[Any], record: Model | None = None) -> dict[str, Any]:
    """Who, when, from → to, why. `record` gives the states their words."""
    told: list[Step] = steps(entries, record, context.get("act_name"))
    return {"steps": told}


@register.inclusion_tag("components/figure.html")
def figure(figure: Figure) -> dict[str, Any]:
    return {"figure": figure}


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("components/stages.html")
def stages(chart: StageChart) -> dict[str, Any]:
    return {"chart": chart}


@register.inclusion_tag("components/empty.html")
def empty(words: str, url: str = "", act: str = "") -> dict[str, Any]:
    """Why there is nothing here, and what to do."""
    return {"words": words, "url": url, "act": act}


@register.inclusion_tag("components/facts.html")
def facts(record: Model, names: str) -> dict[str, Any]:
    """A list of fields with their labels: `{% facts item "unit due_on" %}`."""
    return {"facts": [(label(record, name), _shown(record, name)) for name in names.split()]}


def today(context: Context) -> dt.date:
    """The day of the request's actor, so that a page has one today."""
    request: HttpRequest | None = context.get("request")
    return getattr(getattr(request, "actor", None), "on", None) or timezone.localdate()


def _csrf(context: Context) -> dict[str, Any]:
    return {"csrf_token": context.get("csrf_token")}


def _kinds(bound: forms.BoundField) -> dict[str, bool]:
    is_file = isinstance(bound.field, forms.FileField)
    ticked: Sequence[type] = (forms.CheckboxInput,)
    grouped: Sequence[type] = (forms.RadioSelect, forms.CheckboxSelectMultiple)
    return {
        "is_file": is_file,
        "is_tick": type(bound.field.widget) in ticked,
        "is_group": isinstance(bound.field.widget, tuple(grouped)),
        "warns": is_file or isinstance(bound.field.widget, forms.Textarea),
    }


def _shown(record: Model, name: str) -> str:
    reader = getattr(record, f"get_{name}_display", None)
    value = reader() if reader else getattr(record, name)
    if isinstance(value, dt.datetime):
        return wording.cn_time(value)
    if isinstance(value, dt.date):
        return wording.cn_date(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return wording.number(value)
    return wording.NOTHING if value is None or value == "" else str(value)
