"""Copies of training pages with boilerplate of other pages grafted in, so that the forest learns what foreign
pages look like.

The truth of a copy is that of its page. What is grafted in: side columns, footers and lists cut out of other
pages as they stand; lists of teasers and tickers made of the titles and first words of other pages; threads of
comments made of posts and sentences of other pages. Many markups and positions; 45 of 100 copies lose all
their classes and ids, some their HTML 5 tags or their paragraphs, some change their script. Everything that goes
into a copy comes from pages of the same fold and of other sites, so that no fold sees another.
"""
import copy
import json
import multiprocessing
import random
import re
import zlib
from pathlib import Path

import lxml.etree
import lxml.html

import align

SEED = 1
MAX_BYTES = 500_000     # larger pages are no hosts: their many blocks would cost more time than they teach
MIN_TRUTH = 80          # words of the truth of a host
MIN_COVER = 0.85        # share of a page's truth that must be found in its HTML
DONOR_WORDS = (12, 350) # words of a piece cut out of a page
NO_CLASSES = 0.45       # share of copies without classes and ids
NO_HTML5 = 0.30         # ... whose <article>, <nav> and so on become <div>
NO_PARAGRAPHS = 0.15    # ... whose paragraphs become lines that <br> parts
OTHER_SCRIPT = 0.12     # ... whose letters are exchanged for those of another script

BLOCKS = {"p", "div", "li", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "aside", "ul", "ol",
          "table", "tr", "tbody", "dl", "dt", "dd", "blockquote", "pre", "figure", "figcaption", "header", "footer", "nav",
          "main", "form", "center", "body", "address", "fieldset", "html"}
HTML5 = {"article", "main", "section", "aside", "nav", "header", "footer", "figure", "figcaption", "time"}
SILENT = {"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "textarea", "select", "option"}
PIECES = {"div", "section", "aside", "ul", "ol", "nav", "footer", "table", "dl", "form", "header", "figure"}

HEADINGS = ["Related", "More stories", "Most read", "Latest news", "Read also", "Top stories", "In other news", "Popular",
            "You may also like", "Headlines", "Editor's picks", "Weitere Artikel", "Mehr zum Thema", "Meistgelesen",
            "Aktuelles", "À lire aussi", "Les plus lus", "Dans la même rubrique", "Lea también", "Lo más leído", "Leggi anche",
            "Notizie correlate", "Leia também", "Mais lidas", "Читайте также", "Самое читаемое", "Лента новостей",
            "Новости по теме", "Другие новости", "Διαβάστε επίσης", "Σχετικά άρθρα", "Δημοφιλή", "Τελευταία νέα",
            "Czytaj także", "Najpopularniejsze", "Wiadomości", "Čtěte také", "相关新闻", "相关阅读", "热门文章", "推荐阅读", "最新消息",
            "関連記事", "ランキング", "新着記事", "관련 기사", "많이 본 뉴스", "اقرأ أيضا", "الأكثر قراءة", "İlgili haberler", ""]
COMMENT_HEADINGS = ["Comments", "{n} comments", "{n} responses to this article", "Reader comments", "Have your say",
                    "Discussion", "Leave a reply", "Kommentare", "{n} Kommentare", "Commentaires", "Réactions ({n})",
                    "Comentarios ({n})", "Commenti", "Комментарии", "Комментарии ({n})", "Σχόλια", "Komentarze ({n})", "网友评论",
                    "评论 ({n})", "コメント", "댓글", "التعليقات", ""]
NICKS = ["anna_k", "Old Tom", "ridgewalker", "J. Marsh", "Guest", "Anonymous", "mireille", "kp77", "Sven", "Olga", "Dimitri",
         "tea-and-toast", "Maria P.", "北风", "leser12", "Pan Tadek", "νίκος", "Виктор", "a reader", "Bill, Leeds"]
REPLY = ["Reply", "Report", "Reply to this", "Permalink", "Like (3)", "Antworten", "Répondre", "Ответить", "回复", ""]


class Source:
    """A training page, taken apart: its tree, where its truth is, the pieces that can be cut out."""


def read(row):
    """-> a `Source`, or none for a page whose truth is not to be found in its HTML"""
    stored = Path(row["path"]).read_bytes()
    if len(stored) > MAX_BYTES:
        return None
    source = Source()
    source.html, source.row = row["decode"](stored), row
    source.truth = row["text"] or ""
    truth_words = align.words(source.truth)
    if len(truth_words) < MIN_TRUTH:
        return None
    tree = parse(source.html)
    if tree is None:
        return None
    count(tree, shingles(truth_words), source)
    if source.held.get(tree, (0, 0))[1] < MIN_COVER * len(truth_words):
        return None
    source.tree = tree
    source.main = main_of(tree, source.held)
    return source


def parse(html):
    try:
        tree = lxml.html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", html))
    except (lxml.etree.ParserError, ValueError):
        return None
    return tree if tree.find("body") is not None else None


def shingles(words):
    return {tuple(words[at:at + 3]) for at in range(len(words) - 2)}


def count(tree, truth, source):
    """`held`: for each element its words and those of them that are of the truth; `lines`: its innermost blocks
    that are"""
    own = {}
    for element in tree.iter("*"):
        if any(above.tag in SILENT for above in [element, *element.iterancestors()]):
            continue
        add_text(own, block_of(element), element.text)
        for child in element:
            add_text(own, block_of(element), child.tail)
    source.held, source.lines = {}, []
    for block, texts in own.items():
        words = align.words(" ".join(texts))
        runs = [tuple(words[at:at + 3]) for at in range(len(words) - 2)]
        is_truth = len(runs) >= 3 and sum(run in truth for run in runs) >= 0.6 * len(runs)
        n_truth = len(words) if is_truth else 0
        if is_truth:
            source.lines.append(block)
        for element in [block, *block.iterancestors()]:
            n, of_truth = source.held.get(element, (0, 0))
            source.held[element] = n + len(words), of_truth + n_truth


def add_text(own, block, text):
    if text and text.strip():
        own.setdefault(block, []).append(text)


def block_of(element):
    while element.tag not in BLOCKS and element.getparent() is not None:
        element = element.getparent()
    return element


def main_of(tree, held):
    """the innermost element that holds nine tenths of the truth"""
    at, least = tree, 0.9 * held[tree][1]
    while True:
        inner = [child for child in at if held.get(child, (0, 0))[1] >= least]
        if not inner:
            return at
        at = inner[0]


def pieces_of(source):
    """the largest elements without truth, neither tiny nor whole columns, outside of the text"""
    out = []

    def walk(element, is_inside):
        for child in element:
            if not isinstance(child.tag, str) or child.tag in SILENT:
                continue
            n, of_truth = source.held.get(child, (0, 0))
            is_piece = of_truth == 0 and DONOR_WORDS[0] <= n <= DONOR_WORDS[1] and child.tag in PIECES
            if is_piece and not is_inside:
                out.append(child)
            else:
                walk(child, is_inside or child is source.main)

    walk(source.tree.find("body"), False)
    return out


class Donors:
    """What the pages of one fold give to the others."""

    def __init__(self, sources, posts):
        self.sources = sources
        self.pieces = [(source.row["site"], pieces_of(source)) for source in sources]
        self.pieces = [(site, pieces) for site, pieces in self.pieces if pieces]
        self.posts = posts

    def column(self, draw, site):
        """some pieces of one other page"""
        for _ in range(20):
            other, pieces = draw.choice(self.pieces)
            if other != site:
                chosen = draw.sample(pieces, min(len(pieces), draw.randint(2, 7)))
                return [cleaned(copy.deepcopy(piece)) for piece in chosen]
        return []

    def teasers(self, draw, site, n):
        """titles and texts of other pages"""
        others = [s for s in draw.sample(self.sources, min(len(self.sources), n + 5)) if s.row["site"] != site]
        return [(title_of(source), source.truth) for source in others[:n]]


def title_of(source):
    title = source.row.get("title") or (source.tree.findtext(".//title") or "")
    title = re.split(r" [|–—-] ", " ".join(title.split()))[0]
    return title or " ".join(source.truth.split()[:9])


def cleaned(piece):
    for element in list(piece.iter("script", "style", "iframe")):
        element.drop_tree()
    piece.tail = None
    return piece


def element(tag, *content, **attributes):
    out = lxml.etree.Element(tag, {name.rstrip("_"): value for name, value in attributes.items() if value})
    for part in content:
        if isinstance(part, str):
            if len(out):
                out[-1].tail = (out[-1].tail or "") + part
            else:
                out.text = (out.text or "") + part
        elif part is not None:
            out.append(part)
    return out


def printable(text):
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def some_date(draw):
    day, month, year = draw.randint(1, 28), draw.randint(1, 12), draw.randint(2003, 2025)
    clock = f"{draw.randint(0, 23):02}:{draw.randint(0, 59):02}"
    return draw.choice([f"{day:02}.{month:02}.{year}", f"{year}-{month:02}-{day:02} {clock}", clock, f"{day}/{month}/{year}",
                        f"{draw.randint(2, 50)} minutes ago", f"{year}年{month}月{day}日", f"{day:02}.{month:02}.{year}, {clock}", ""])


def heading(draw, words, n=0):
    text = draw.choice(words).format(n=n)
    if not text:
        return None
    tag = draw.choice(["h2", "h3", "h4", "div", "b", "p", "td"])
    return element(tag if tag != "td" else "div", text, class_=draw.choice(["", "title", "heading", "hd", "block-title"]))


def teaser_list(draw, donors, site):
    """a list of teasers, or a ticker of headlines alone"""
    n, n_words = draw.randint(3, 16), draw.choice([0, 0, 8, 15, 25, 40])
    style, dated = draw.randrange(7), draw.random() < 0.4
    rows = []
    for number, (title, text) in enumerate(donors.teasers(draw, site, n)):
        link = element("a", printable(title), href=f"/{draw.choice(['news', 'a', 'story'])}/{number + draw.randint(100, 9999)}")
        words = text.split()[:n_words]
        summary = printable(" ".join(words)) + draw.choice(["", "...", "…", " »"]) if words else ""
        date = some_date(draw) if dated else ""
        rows.append(teaser(style, link, summary, date))
    kind = draw.choice(["related", "teasers", "news-list", "sidebar", "box", "most-read", "widget", "list", ""])
    tag = {0: "ul", 3: "table", 4: "dl"}.get(style, "div")
    return element("div", heading(draw, HEADINGS), element(tag, *[row for part in rows for row in part]), class_=kind)


def teaser(style, link, summary, date):
    part = lambda tag, *content, **more: element(tag, *content, **more) if any(content) else None
    time = part("span", date, class_="date")
    match style:
        case 0: return [element("li", time, " ", link, " ", part("p", summary))]
        case 1: return [element("div", element("h3", link), part("p", summary), part("small", date), class_="teaser")]
        case 2: return [element("p", part("b", date), " ", link), part("p", summary)]
        case 3: return [element("tr", element("td", date), element("td", link, element("br"), summary))]
        case 4: return [element("dt", link), element("dd", summary or date)]
        case 5: return [element("article", element("h2", link), part("time", date), part("p", summary))]
        case _: return [element("span", date, " "), link, element("br"), summary, element("br")]


def thread(draw, donors, site):
    """a thread of readers' comments"""
    n, style = draw.choice([2, 4, 7, 12, 20]), draw.randrange(8)
    rows = []
    for number in range(n):
        other, text = draw.choice(donors.posts)
        if other == site:
            continue
        name, date, reply = draw.choice(NICKS), some_date(draw), draw.choice(REPLY)
        rows += comment(style, name, date, printable(text), reply)
    if style == 7:
        rows = [element("tbody", *rows)]
    tag = {0: "ol", 2: "table", 3: "dl", 7: "table"}.get(style, "div")
    form = element("form", element("p", draw.choice(["Your name", "Name", "Ihr Name", "Имя", "昵称"])), element("input"),
                   element("textarea"), element("button", "OK")) if draw.random() < 0.4 else None
    kind = draw.choice(["comments", "comment-list", "discussion", "reactions", "responses", "commentlist", "", ""])
    return element("div", heading(draw, COMMENT_HEADINGS, n), element(tag, *rows), form, id=kind)


def comment(style, name, date, text, reply):
    link = element("a", reply, href="#reply") if reply else None
    match style:
        case 0: return [element("li", element("div", element("cite", name), " ", date, class_="comment-author"),
                                element("div", element("p", text), class_="comment-body"), link, class_="comment")]
        case 1: return [element("div", element("span", name, class_="user"), " ", element("span", date), element("p", text), link)]
        case 2: return [element("tr", element("td", element("b", name), element("br"), date), element("td", text, element("br"), link))]
        case 3: return [element("dt", name, " ", date), element("dd", element("p", text))]
        case 4: return [element("p", element("b", name), " wrote: ", text)]
        case 5: return [element("h4", name, ", ", date), element("p", text)]
        case 6: return [element("div", element("div", text, class_="text"), element("div", "- ", name, " ", date, class_="meta"))]
        case _: return [element("tr", element("td", name, " ", date)), element("tr", element("td", text))]


def graft(source, donors, draw):
    """-> HTML and truth of one copy"""
    tree = copy.deepcopy(source.tree)
    same = dict(zip(source.tree.iter(), tree.iter()))
    site, body = source.row["site"], tree.find("body")
    main, last = same[source.main], same[last_line(source)]
    for number in range(draw.choice([1, 2, 2, 3])):
        kind = draw.random()
        if kind < 0.34:
            put(draw, teaser_list(draw, donors, site), main, last, body)
        elif kind < 0.62:
            behind(last_below(main, last) if draw.random() < 0.75 else main, thread(draw, donors, site), body)
        elif kind < 0.85:
            put(draw, element("div", *donors.column(draw, site), class_=draw.choice(["", "sidebar", "right", "col"])), main, last, body)
        else:
            columns(draw, donors, site, body)
    truth = source.truth
    if draw.random() < NO_PARAGRAPHS:
        break_paragraphs(main)
    if draw.random() < NO_HTML5:
        for found in tree.iter(*HTML5):
            found.tag = "div" if found.tag != "time" else "span"
    if draw.random() < NO_CLASSES:
        for found in tree.iter("*"):
            for name in ("class", "id", "itemprop", "role", "data-testid"):
                found.attrib.pop(name, None)
    if draw.random() < OTHER_SCRIPT:
        change = draw.choice([cyrillic, greek, ideographs, ideographs])
        exchange(tree, change)
        truth = change(truth)
    return lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"), truth


def last_line(source):
    lines = [line for line in source.lines if source.main in [line, *line.iterancestors()]]
    return lines[-1] if lines else source.main


def last_below(main, last):
    """the child of the main element that holds the last line"""
    while last is not main and last.getparent() is not main and last.getparent() is not None:
        last = last.getparent()
    return last


def behind(place, new, body):
    """puts `new` behind `place`"""
    if place is body or place.getparent() is None or place.tag in ("body", "html", "td", "tr", "tbody"):
        (place if place.tag in ("body", "td") else body).append(new)
        return
    new.tail, place.tail = place.tail, None
    place.addnext(new)


def put(draw, new, main, last, body):
    """before the text, between its paragraphs, right behind it, behind its container, or at either end of the page"""
    where = draw.random()
    inner = last_below(main, last)
    if where < 0.3:
        behind(inner, new, body)
    elif where < 0.5:
        behind(main, new, body)
    elif where < 0.62 and len(main):
        children = [child for child in main if isinstance(child.tag, str)]
        behind(draw.choice(children), new, body) if children else body.append(new)
    elif where < 0.82:
        main.insert(0, new) if main.tag not in ("tr", "tbody", "table") and draw.random() < 0.4 else body.insert(0, new)
    else:
        body.append(new)


def columns(draw, donors, site, body):
    """the page as one cell of a table, with what other pages have at their sides in the others"""
    inner = element("td", width="60%")
    inner.text = body.text
    body.text = None
    for child in list(body):
        inner.append(child)
    cells = [element("td", *donors.column(draw, site)), inner]
    if draw.random() < 0.6:
        cells.append(element("td", teaser_list(draw, donors, site), *donors.column(draw, site)))
    if draw.random() < 0.3:
        cells = cells[1:]
    body.append(element("table", element("tr", *cells)))


def break_paragraphs(main):
    for found in list(main.iter("p")):
        found.tag = "font"
        found.attrib.clear()
        found.append(lxml.etree.Element("br"))
        found.append(lxml.etree.Element("br"))


def exchange(tree, change):
    for found in tree.iter("*"):
        if found.tag in ("script", "style"):
            continue
        found.text = change(found.text) if found.text else None
        for child in found:
            child.tail = change(child.tail) if child.tail else None


CYRILLIC = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                         "абцдефгхийклмнопярстувшжызАБЦДЕФГХИЙКЛМНОПЯРСТУВШЖЫЗ")
GREEK = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                      "αβψδεφγηιξκλμνοπθρστυωςχύζΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΣΧΎΖ")
WIDE = str.maketrans(",.!?:;", "，。！？：；")
LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")


def cyrillic(text):
    return text.translate(CYRILLIC)


def greek(text):
    return text.translate(GREEK)


def ideographs(text):
    """each word as one to four ideographs, without spaces, with wide marks"""
    def word(found):
        letters = found.group().lower()
        number = zlib.crc32(letters.encode())
        return "".join(chr(0x4E00 + (number * (at + 7) >> at) % 3500) for at in range(1, max(2, (len(letters) + 5) // 3)))
    text = LATIN_WORD.sub(word, text)
    text = re.sub(r"(?<=[\u4e00-\u9fff,.!?:;]) +(?=[\u4e00-\u9fff])", "", text)
    return text.translate(WIDE)


def posts_of(rows):
    """(site, text) of what people may have written: paragraphs of discussions, first sentences of articles"""
    out = []
    for row in rows:
        lines = [line.strip() for line in (row["text"] or "").split("\n")]
        lines = [line for line in lines if 4 <= len(line.split()) <= 120]
        n = 12 if row.get("type") == "forum" else 1
        out += [(row["site"], line) for line in lines[1:1 + n]]
    return out


def of_fold(target, rows):
    """-> lines of the list and truths of the copies of the pages of one fold"""
    hosts = [row for row in rows if row.get("type", "article") in ("article", "documentation", "service")]
    sources = [source for source in map(read, hosts) if source]
    donors = Donors(sources, posts_of(rows))
    lines, truths = [], {}
    for source in sources:
        row = source.row
        html, truth = graft(source, donors, random.Random(f"{SEED} {row['id']}"))
        path = target / f"{row['fold']}-{len(lines):05d}.html"
        path.write_text(html, encoding="utf-8", errors="replace")
        lines.append(f"{row['id']}\t{path}\t\n")
        truths[row["id"]] = {"text": truth, "site": row["site"], "type": row.get("type", "article")}
    return lines, truths


def write(work, rows):
    """pages/grafts.tsv and .json: a copy of each of `rows` that can be a host; they tell path, text, title, site,
    fold and type of each page"""
    target = work / "pages" / "grafts"
    listed = work / "pages" / "grafts.tsv"
    if listed.exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    rows = list(rows)
    folds = [[row for row in rows if row["fold"] == fold] for fold in sorted({row["fold"] for row in rows})]
    with multiprocessing.Pool(2) as pool:
        found = pool.starmap(of_fold, [(target, rows) for rows in folds], chunksize=1)
    truths = {ident: truth for _, of_fold in found for ident, truth in of_fold.items()}
    if not truths:
        raise SystemExit(f"no copy could be made of {len(rows)} pages: without copies the forest does not know foreign pages")
    (work / "pages" / "grafts.json").write_text(json.dumps(truths))
    listed.write_text("".join(line for lines, _ in found for line in lines), encoding="utf-8")
