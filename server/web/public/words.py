"""The public page of an act and its words in both languages. The act itself stays in the language in which it was signed."""

WORDS = {
    "en": {
        "act": "Act of work",
        "addendum": "Addendum to an act",
        "refusal": "Record of a visit",
        "signed": "Signed",
        "where": "Where",
        "who": "Who came",
        "result": "Your word on it",
        "done": "What was done",
        "checked": "Checked together with you",
        "download": "Download the sealed act (PDF)",
        "code": "Short code",
        "compare": "The SHA-256 of the file. Your letter names the same one.",
        "sealed_by": "Sealed by",
        "nothing": "This link does not lead to an act, or no longer does.",
        "ask": "Ask the company that came to you for a new one. The file in your letter stays valid.",
    },
    "ru": {
        "act": "Акт выполненных работ",
        "addendum": "Дополнение к акту",
        "refusal": "Протокол выезда",
        "signed": "Подписан",
        "where": "Где",
        "who": "Кто приезжал",
        "result": "Ваше слово",
        "done": "Что сделано",
        "checked": "Проверено вместе с вами",
        "download": "Скачать заверенный акт (PDF)",
        "code": "Короткий код",
        "compare": "SHA-256 файла. В вашем письме указан такой же.",
        "sealed_by": "Заверено:",
        "nothing": "По этой ссылке акта нет или ссылка больше не действует.",
        "ask": "Попросите новую ссылку у компании, которая к вам приезжала. Файл из письма остаётся действительным.",
    },
}

PAGE = """<!doctype html>
<html lang="{{ act.language if act else 'en' }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>{{ act.number if act else "Onevisit" }}</title>
<style>
  :root { color-scheme: light dark }
  body { font: 17px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 40rem; padding: 1.5rem 1rem 3rem }
  section + section { border-top: 1px solid #8886; margin-top: 2rem; padding-top: 1rem }
  h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 }
  dt { font-size: .85rem; opacity: .75; margin-top: .75rem }
  dd { margin: 0; overflow-wrap: anywhere }
  .hash { font-family: ui-monospace, monospace; font-size: .85rem }
  .number { white-space: nowrap }
  a.file { background: #0a5658; border-radius: .5rem; color: #fff; display: inline-block; margin-top: 1.25rem;
           padding: .8rem 1.2rem; text-decoration: none }
  a.file:focus-visible { outline: 3px solid #f5a623; outline-offset: 2px }
</style>
</head>
<body>
<main>
{%- for language, w in languages.items()|sort(attribute="0", reverse=(act is not none and act.language == "ru")) %}
<section lang="{{ language }}">
{%- if act %}
<h1>{{ w[act.kind] }} <span class="number">{{ act.number }}</span></h1>
<dl>
<dt>{{ w.signed }}</dt><dd lang="{{ act.language }}">{{ act.made }}</dd>
<dt>{{ w.where }}</dt><dd lang="{{ act.language }}">{{ act.site }}</dd>
<dt>{{ w.who }}</dt><dd lang="{{ act.language }}">{{ act.crew }}</dd>
{%- if act.result %}<dt>{{ w.result }}</dt><dd lang="{{ act.language }}">{{ act.result }}</dd>{% endif %}
{%- if act.remedy %}<dt>{{ w.done }}</dt><dd lang="{{ act.language }}">{{ act.remedy }}</dd>{% endif %}
{%- if act.verified %}<dt>{{ w.checked }}</dt>
{%- for one in act.verified %}<dd lang="{{ act.language }}">{{ one.text }}: {{ one.answer }}</dd>{% endfor %}{% endif %}
<dt>{{ w.code }}</dt><dd>{{ act.code }}</dd>
<dt>{{ w.compare }}</dt><dd class="hash">{{ act.sha256 }}</dd>
</dl>
<a class="file" href="/a/{{ token }}/act.pdf">{{ w.download }}</a>
<p>{{ w.sealed_by }} {{ act.installation }}</p>
{%- else %}
<h1>{{ w.nothing }}</h1>
<p>{{ w.ask }}</p>
{%- endif %}
</section>
{%- endfor %}
</main>
</body>
</html>
"""
