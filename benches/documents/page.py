"""The sheet of a client as a page of HTML: the words, figures and bars of `templates/report/sheet.typ`, by style sheet.

Only a peer to measure against, and no part of the product.
"""

import re
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
REPORT = ROOT / "templates" / "report"

STYLE = """
@font-face { font-family: Inter; font-weight: 400; src: url("FONTS/Inter-Regular.otf"); }
@font-face { font-family: Inter; font-weight: 600; src: url("FONTS/Inter-SemiBold.otf"); }
@font-face { font-family: Inter; font-style: italic; src: url("FONTS/Inter-Italic.otf"); }
@page { size: A4; margin: 8mm 15mm; }
* { box-sizing: border-box; }
body { margin: 0; font: 7.6pt/1.15 Inter; color: #16202e; font-variant-numeric: tabular-nums; }
main { height: 280mm; display: flex; flex-direction: column; justify-content: space-between; }
main > * { flex-shrink: 0; }
header, footer { display: flex; justify-content: space-between; font-size: 7.2pt; color: #4a5668; }
footer { border-top: 0.5pt solid #b9c3cf; padding-top: 4pt; }
h1 { font-size: 16pt; font-weight: 600; margin: 0; }
h2 { font-size: 10pt; font-weight: 600; color: #17456e; margin: 0 0 3pt; }
h3 { font-size: 8pt; font-weight: 600; margin: 2pt 0 1pt; }
p { margin: 0 0 2pt; }
ul { margin: 0; padding-left: 10pt; }
b { font-weight: 600; }
.quiet { color: #4a5668; }
.title, .pair { display: flex; justify-content: space-between; align-items: baseline; gap: 9mm; }
.pair { align-items: stretch; }
.pair > * { flex: 1; }
.notice { border: 0.8pt solid #16202e; border-radius: 2pt; padding: 4pt 8pt; font-weight: 600; }
.recommendation { display: flex; align-items: center; gap: 10pt; padding: 5pt 9pt; }
.recommendation { background: #eef2f6; font-size: 8.6pt; }
.recommendation > :first-child { flex: 0 0 38mm; }
.recommendation strong { display: block; font-size: 17pt; font-weight: 600; }
.gauge { position: relative; height: 62pt; }
.gauge > * { position: absolute; white-space: nowrap; }
.gauge .zone { top: 20pt; height: 14pt; border: 0.5pt solid #b9c3cf; text-align: center; font-size: 7.2pt; }
.gauge .refuse { background: repeating-linear-gradient(45deg, #d5dee8 0 3pt, #4a5668 3pt 3.5pt); }
.gauge .mark { top: 14pt; height: 26pt; border-left: 1.4pt solid #16202e; }
.gauge .average.mark { border-left: 1pt dotted #4a5668; }
.gauge .probability.name { font-weight: 600; }
.row { display: grid; grid-template-columns: 1fr 32mm 17mm; align-items: center; margin-bottom: 1.5pt; }
.row > :last-child { text-align: right; }
.chart { position: relative; height: 9.5pt; }
.chart > * { position: absolute; }
.chart .bar { top: 1.5pt; height: 6.5pt; border: 0.8pt solid #17456e; }
.chart .up { background: #17456e; }
.chart .limit { top: 0; height: 9.5pt; border-left: 0.8pt dashed #16202e; }
.chart .point { top: 2.5pt; width: 4.5pt; height: 4.5pt; background: #16202e; }
.chart .point { transform: translateX(-50%) rotate(45deg); }
.sum { border-top: 0.8pt solid #16202e; padding-top: 2pt; }
table { width: 100%; border-collapse: collapse; margin-bottom: 3pt; }
th { font-weight: 600; text-align: right; border-bottom: 0.9pt solid #16202e; }
td { text-align: right; padding: 1pt 4pt; }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
.box { display: inline-block; width: 8pt; height: 8pt; border: 0.7pt solid #16202e; margin-left: 8pt; }
.field { display: flex; align-items: end; gap: 4pt; margin-top: 8pt; }
.field::after { content: ""; flex: 1; border-bottom: 0.5pt solid #4a5668; }
""".replace("FONTS", (REPORT / "fonts").as_uri())


def read_words(language: str) -> dict:
    """The words of the sheet, from the files that its template reads: texts, and one list of texts."""
    words = {}
    for name in ("frame", "sheet"):
        text = (REPORT / "texts" / f"{name}.typ").read_text(encoding="utf-8").replace("'", "’")
        text = text.split(f"#let {'english' if language == 'en' else 'french'} = (")[1].split("\n)")[0]
        words |= dict(re.findall(r'^  ([\w-]+): "(.*)",$', text, re.MULTILINE))
        for key, lines in re.findall(r"^  ([\w-]+): \(\n(.*?)^  \),$", text, re.MULTILINE | re.DOTALL):
            words[key] = re.findall(r'"(.*)",', lines)
    return words


def fill(text: str, values: dict) -> str:
    """A text with its `{name}` filled, escaped."""
    return escape(re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), text))


def percent(share: float) -> str:
    return f"{100 * share:.3f}%"


def inside(share: float) -> str:
    """Where a name of the gauge stands: at its mark, and within the frame at both ends."""
    return f"left:{percent(share)};transform:translateX(-{percent(share)})"


def gauge(score: dict, words: dict) -> str:
    at = score["gauge"]
    limit = percent(at["threshold"])
    parts = [
        f'<div class="zone" style="left:0;width:{limit}">{escape(words["zone-accept"])}</div>',
        f'<div class="zone refuse" style="left:{limit};right:0">{escape(words["zone-refuse"])}</div>',
    ]
    marks = [("probability", "client", 0), ("threshold", "threshold", 52), ("average", "average", 43)]
    for key, word, top in marks:
        if at[key] is not None:
            name = escape(words[word] + words["colon"] + score[key])
            parts.append(f'<div class="mark {key}" style="left:{percent(at[key])}"></div>')
            parts.append(f'<div class="name {key}" style="{inside(at[key])};top:{top}pt">{name}</div>')
    for tick in at["ticks"]:
        parts.append(f'<div class="quiet" style="{inside(tick["at"])};top:35pt">{escape(tick["label"])}</div>')
    label = fill(words["gauge-alt"], score)
    return f'<div class="gauge" role="img" aria-label="{label}">{"".join(parts)}</div>'


def account(reasons: dict, score: dict, words: dict) -> str:
    chart = reasons["chart"]
    limit = f'<div class="limit" style="left:{percent(chart["threshold"])}"></div>'

    def row(label: str, drawing: str, effect: str, kind: str = "") -> str:
        columns = f'<div>{label}</div><div class="chart" aria-hidden="true">{drawing}{limit}</div>'
        return f'<div class="row {kind}">{columns}<b>{escape(effect)}</b></div>'

    def bar(ends: list[float]) -> str:
        left, width = percent(min(ends)), percent(abs(ends[1] - ends[0]))
        return f'<div class="bar {"up" if ends[1] > ends[0] else ""}" style="left:{left};width:{width}"></div>'

    def point(place: float) -> str:
        return f'<div class="point" style="left:{percent(place)}"></div>'

    threshold = escape(f"{words['threshold']} {score['threshold']}")
    heads = (escape(words["reason"]), threshold, escape(words["effect"]))
    parts = ['<div class="row quiet">', *(f"<div>{head}</div>" for head in heads), "</div>"]
    parts.append(row(f"<b>{escape(words['sum-start'])}</b>", point(chart["start"]), reasons["start"]))
    for side in ("unfavorable", "favorable"):
        parts.append(f"<h3>{escape(words[side])}</h3>")
        if not reasons[side]:
            parts.append(f"<i>{escape(words['no-reason'])}</i>")
        for reason, ends in zip(reasons[side], chart[side]):
            parts.append(row(escape(reason["detail"]), bar(ends), reason["points"]))
    others = "" if reasons["n_others"] is None else f" ({reasons['n_others']})"
    parts.append(row(escape(words["sum-other"] + others), bar(chart["other"]), reasons["other"]))
    parts.append(row(f"<b>{escape(words['sum-end'])}</b>", point(chart["end"]), score["probability"], "sum"))
    return "".join(parts) + f'<p class="quiet">{escape(reasons["unit"])}</p>'


def others(view: dict, words: dict) -> str:
    heads = ("information", "client-value", "profile-median", "all-median", "among-all")
    rows = "".join(
        f"<tr><td>{escape(row['label'])}</td><td><b>{escape(row['value'])}</b></td>"
        + "".join(f"<td>{escape(row[key])}</td>" for key in ("peer_median", "median", "among_all"))
        + "</tr>"
        for row in view["rows"]
    )
    table = f"<tr>{''.join(f'<th>{escape(words[head])}</th>' for head in heads)}</tr>{rows}"
    text = f"<table>{table}</table>" if rows else f"<p>{escape(words['no-standing'])}</p>"
    for name in ("peers", "neighbors"):
        rules = view[name]["rules"]
        values = {"rules": ", ".join(rules), "n": len(rules)}
        start = fill(words[name if rules else f"{name}-none"], values)
        text += f"<p><b>{start}</b>{escape(view[name]['sentence'])}</p>"
    return text


def items(texts: list[str]) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>" if texts else ""


def outlook(view: dict, words: dict) -> str:
    ways = [fill(words["way"], way) for way in view["ways"]] + [escape(way) for way in view["open"]]
    return f"<p>{escape(view['summary'])}</p>{items(ways)}<p>{escape(view['caveat'])}</p>"


def contents(file: dict, words: dict) -> str:
    missing = file["missing"]
    lists = {
        "sources": file["sources"],
        "empty-sources": file["empty_sources"],
        "missing": missing["labels"],
        "unusual": file["unusual"],
    }
    texts = {key: fill(words[key], {"list": ", ".join(labels)}) for key, labels in lists.items() if labels}
    texts.setdefault("missing", escape(words["missing-none"]))
    if missing["n_others"] is not None:
        texts["others"] = fill(words["missing-others"], {"n": missing["n_others"]})
    return f"<p>{' '.join(texts.values())} {escape(words['correct'])}</p>"


def rights(identity: dict, words: dict) -> str:
    contact = identity["lender"]["contact"]
    last = fill(words["contact"], {"contact": contact}) if contact else escape(words["no-contact"])
    return f"{escape(words['rights-intro'])}{items([escape(right) for right in words['rights-list']])}<p>{last}</p>"


def limits(attributes: dict, words: dict) -> str:
    lists = [fill(words[key], {"list": ", ".join(attributes[key])}) for key in ("unread", "read") if attributes[key]]
    return f"<p><b>{escape(words['limits'])}</b>{' '.join([escape(words['limits-text']), *lists])}</p>"


def adviser_part(words: dict) -> str:
    boxes = "".join(f'<i class="box"></i> {escape(words[f"box-{name}"])}' for name in ("accept", "refuse", "review"))

    def field(name: str) -> str:
        return f'<div class="field">{escape(words[f"adviser-{name}"])}</div>'

    first = f'<div style="margin-top:8pt">{escape(words["adviser-decision"])} {boxes}</div>'
    pairs = [f"{first}{field('name')}", field("reason"), f"{field('date')}{field('signature')}"]
    return "".join(f'<div class="pair">{pair}</div>' for pair in pairs)


def recommendation(view: dict, words: dict) -> str:
    score = view["score"]
    suggested = score["recommendation"]
    sentence = fill(words[f"{suggested}-sentence"], score)
    rank = fill(words["rank-sentence"], view["rank"]) if view["rank"] else ""
    name = f"<div>{escape(words['recommendation'])}<strong>{escape(words[suggested])}</strong></div>"
    return f'{name}<div>{sentence} {rank} <b>{escape(words["adviser"])}</b></div>'


def front(view: dict, words: dict) -> str:
    """The page of one client."""
    identity = view["identity"]
    is_synthetic, date = identity["is_synthetic"], identity["date"]
    marks = (("run", "run_id"), ("model", "model_id"), ("fingerprint", "data_fingerprint"))
    traces = " · ".join(f"{escape(words[word])} {escape(identity[key])}" for word, key in marks)
    day = fill(words["calculated"], {"date": date["text"]}) if date else ""

    def section(name: str, body: str) -> str:
        return f"<section><h2>{escape(words[name])}</h2>{body}</section>"

    file = section("file", contents(view["file"], words))
    parts = [
        f"<header><span>{escape(identity['lender']['name'])}</span>",
        f"<b>{escape(words['synthetic-short']) if is_synthetic else ''}</b></header>",
        f'<div class="title"><h1>{fill(words["title"], view)}</h1><span class="quiet">{day}</span></div>',
        f'<div class="notice">{escape(words["synthetic"])}</div>' if is_synthetic else "",
        f'<div class="recommendation">{recommendation(view, words)}</div>',
        gauge(view["score"], words),
        section("reasons", account(view["reasons"], view["score"], words)),
        section("others", others(view["others"], words)),
        section("outlook", outlook(view["outlook"], words)),
        f'<div class="pair">{file}{section("rights", rights(identity, words))}</div>',
        limits(view["attributes"], words),
        section("adviser-part", adviser_part(words)),
        f"<footer><span>{traces}</span><span>{fill(words['page'], {'page': 1, 'n_pages': 1})}</span></footer>",
    ]
    return f"<main>{''.join(parts)}</main>"


def render(data: dict) -> str:
    """What the template of the sheet reads, as HTML."""
    view = data["sheets"][0]
    language = view["identity"]["language"]
    words = read_words(language)
    head = f'<meta charset="utf-8"><title>{fill(words["title"], view)}</title><style>{STYLE}</style>'
    return f'<!doctype html><html lang="{escape(language)}"><head>{head}</head><body>{front(view, words)}</body></html>'
