"""The raw material of the fictional demo county 云岫县: names, texts and figures, without any model.

Everything is composed from demo/data by `random.Random` of the seed handed in: same arguments, same words.
`year` is the year of entry on site; what is reported lies in the three years before it.

county: COUNTY, CITY and the nouns of the county
    offices() -> tuple[OfficeText, ...]: city office, county office, a sister county's
    units() -> tuple[UnitText, ...]: town dept soe school hospital organ, vertical (covered=False with
        its reason), blank (no party organisation)
    villages() -> tuple[UnitText, ...]: extended objects; `town` is their town's code
    unit(code) -> UnitText: one of units or villages
    organizations() -> tuple[OrganizationText, ...]: one of them leads two units
    organization_short(name) -> str
    people() -> tuple[PersonText, ...]: part is head, former, liaison, office, body or pool
    pool(wave="") -> tuple[PersonText, ...]: wave "1" is 42 + 92, wave "2" is 8 + 40
    leaders() -> tuple[LeaderText, ...]: county leaders with portfolios
    bodies() -> tuple[BodyText, ...]: receiving and reviewing bodies
    tenures(as_of) -> tuple[TenureText, ...]: heads and former heads with dates
    career(person, as_of) -> tuple[CareerText, ...]
patterns: what goes wrong where, 225 over all second-level categories
    patterns() -> tuple[Pattern, ...]
    categories() -> dict[str, Category]
    suitable(unit) -> tuple[Pattern, ...]
problems: ProblemText > ManifestationText > MeasureText; RESULTS names the kinds of result
    problems(unit, *, count, seed, year, without=frozenset()) -> tuple[ProblemText, ...]
    problem(unit, pattern, *, seed, year) -> ProblemText
    desk(unit, kind) -> str; system_title(owner, topic, rng) -> str; village_for(unit, rng) -> str
clues: plan is one CluePlan(unit, year, key) per clue
    clues(plan, *, seed) -> tuple[ClueText, ...]
    opinion(kind, clue, *, seed) -> str: 拟办意见 退回补充 改派 暂存 并案
    disposal(kind, clue, *, seed) -> str: 谈话函询 初步核实 暂存待查 予以了结
    outcome(kind, clue, *, seed) -> str: 立案 留置 党纪处分 政务处分 组织处理 移送 了结
remarks: Remark names the kinds
    remark(kind, *, seed, year, unit=None, topic="该事项") -> str
    remarks(kind) -> tuple[str, ...]: the patterns of a kind, unfilled
    progress(month, *, seed, year, unit, topic) -> str
    meetings() -> tuple[MeetingText, ...]: 7 书记专题会, 9 常委会, 8 领导小组会
    instructions() -> tuple[str, ...]: 25 批示
referrals: 移交建议 and 制度
    referrals(body, units, *, count, seed, year) -> tuple[ReferralText, ...]: 68 organization, 13 finance
    systems(units, *, count, seed) -> tuple[SystemText, ...]: 146, and more when asked
checklist: dictionaries
    checklist() -> tuple[CheckText, ...]: 5 categories, 23 problems
    schemes() -> tuple[ClassText, ...]: taxonomy.csv and 六类问题
    six_class_of(category) -> str
slots: Filler(rng, year, said).fill(text) -> str
tables: rows(name) and toml(name) read demo/data/<name>.csv and .toml
"""
