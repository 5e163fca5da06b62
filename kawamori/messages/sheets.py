"""Every text as a phone shows it, a page for each kind, level and language, for review."""

from collections.abc import Iterator, Sequence
from html import escape

from kawamori.messages.budget import segments, ucs2_units
from kawamori.messages.samples import Sample
from kawamori.messages.terms import colours
from kawamori.people import Channel, Language

_STYLE = """
* { box-sizing: border-box; margin: 0 }
body { font: 16px/1.45 "Noto Sans", "Noto Sans CJK JP", "Hiragino Sans", sans-serif;
  background: #fff; color: #111; padding: 8px }
[lang="zh-Hans"] { font-family: "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif }
[lang="zh-Hant"] { font-family: "Noto Sans", "Noto Sans CJK TC", "PingFang TC", sans-serif }
[lang="ko"] { font-family: "Noto Sans", "Noto Sans CJK KR", "Apple SD Gothic Neo", sans-serif }
.all { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start }
.phone { width: 375px; border: 1px solid #888; border-radius: 20px; overflow: hidden }
.what { padding: 10px 16px; border-bottom: 1px solid #888; font-size: 14px;
  display: flex; justify-content: space-between; gap: 8px }
.screen { background: #eceff3; padding: 12px; display: grid; gap: 12px }
.push { background: #fff; border-radius: 16px; padding: 10px 14px; box-shadow: 0 1px 3px #0003 }
.from { color: #444; font-size: 12px }
.title { font-weight: 700; font-size: 15px }
.text { font-size: 14px; white-space: pre-line }
.bubble { background: #fff; border-radius: 18px 18px 18px 4px; padding: 10px 14px;
  max-width: 310px; white-space: pre-line }
.cost { color: #444; font-size: 12px }
.title, .text, .bubble { overflow-wrap: anywhere; line-break: strict }
"""


def page(sample: Sample, language: Language) -> str:
    """Return one text's page: the push message and the SMS as a phone shows them."""
    return _html(f"{sample.title} {language.own_name}", _phone(sample, language), language)


def overview(shown: Sequence[Sample], languages: Sequence[Language] = tuple(Language)) -> str:
    """Return many texts beside one another."""
    phones = "".join(_phone(sample, language) for sample in shown for language in languages)
    return _html("Messages", f'<div class="all">{phones}</div>', Language.EN)


def pages(shown: Sequence[Sample]) -> Iterator[tuple[str, str]]:
    """Yield each page by its file's name, and a list of all."""
    links = []
    for sample in shown:
        names = []
        for language in Language:
            name = f"{sample.name}-{language.value}.html"
            names.append(f'<a href="{name}">{language.own_name}</a>')
            yield name, page(sample, language)
        links.append(f"<p>{escape(sample.title)}: {' '.join(names)}</p>")
    yield "index.html", _html("Messages", "".join(links), Language.JA)


def _phone(sample: Sample, language: Language) -> str:
    title, _, text = sample.texts[Channel.PUSH, language].partition("\n")
    short = sample.texts[Channel.SMS, language]
    cost = f"SMS {ucs2_units(short)} / {segments(short).parts}"
    colour = colours()[sample.alert_level] if sample.alert_level else None
    style = f"background:{colour.fill};color:{colour.text}" if colour else ""
    return f"""<section class="phone" lang="{language.html_tag}">
<div class="what" style="{style}"><span lang="ja">{escape(sample.title)}</span>
<span>{language.own_name}</span></div>
<div class="screen">
<div class="push"><p class="from">川守</p><p class="title">{escape(title)}</p>
<p class="text">{escape(text)}</p></div>
<div class="bubble">{escape(short)}</div><p class="cost">{cost}</p></div></section>"""


def _html(title: str, body: str, language: Language) -> str:
    return f"""<!doctype html>
<html lang="{language.html_tag}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>
<style>{_STYLE}</style></head><body>{body}</body></html>
"""
