#!/usr/bin/env python3
"""The workshop in headless Chromium, by keyboard: from six pages of an unknown outlet to a saved, checked rule file that
beats the generic engine. Without the random word nobody gets in, nothing of the pages runs, no request leaves.

    python3 tests/browser/workshop.py TAMIS [FOLDER FOR PICTURES]
"""

import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request

from browser import Browser, check

STORY = [
    "The ferry sailed again on Monday morning, after the crew had mended the rudder for {n} long days.",
    "Passengers waited on both banks of the {n}th mile, and the baker gave away what he had not been able to carry across.",
    "The harbour master said that repair number {n} will be done in winter, when nobody wants to leave.",
    "Until then boat {n} is kept ready, which belongs to a school and has room for twelve.",
    "A man who had crossed the river every day for {n}0 years said that he had not minded the rest.",
]

PAGE = """<!DOCTYPE html><html><head><title>Ferry {n}</title>
<link rel="canonical" href="https://valleypost.example/{n}">
<link rel="stylesheet" href="{elsewhere}/style.css"><link rel="preconnect" href="{elsewhere}">
<meta http-equiv="refresh" content="0;url={elsewhere}/refreshed">
<style>body {{ background: url({elsewhere}/ground.png) }} @import "{elsewhere}/more.css";</style>
<script>parent.postMessage("ran", "*"); fetch("{elsewhere}/ran"); top.ran = 1</script></head>
<body onload="parent.postMessage('ran', '*')"><ul class="vp-menu"><li><a href="/">Home</a></li><li><a href="/n">News of the valley</a></li></ul>
<div class="vp-story"><h1>Ferry {n}</h1>
{story}
<p>A reader writes &lt;/script>&lt;script>window.ran=1&lt;/script> and &lt;img src=x onerror=window.ran=1> in letter {n}, and we print it.</p>
<p class="vp-begging">Our reporters walk through rain for you. Bring them a warm meal number {n} and they will write for another week.</p>
<img src="{elsewhere}/x.png" onerror="parent.postMessage('ran', '*')"><iframe src="{elsewhere}/frame"></iframe></div>
<div style="position:fixed;inset:0;background:red"></div>
<div class="vp-foot">Terms of use of the valley post</div></body></html>"""


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A server that nobody should ask."""

    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    def log_message(self, *_):
        pass


def status(url, **head):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=head)) as answer:
            return answer.status
    except urllib.error.HTTPError as fault:
        return fault.code


def strangers(address):
    root, token = address.rstrip("/").rsplit("/", 1)
    for path in ["/", "/state", "/blocks/0", "/original/0", f"/{token[:-1]}/", f"/{token[:-1]}0x/state"]:
        check(status(root + path) == 403, f"403 without the word: {path.replace(token[:-1], 'WORD-')}")
    check(status(address, Host="elsewhere.example") == 403, "403 under another host's name")
    check(status(address + "state", Origin="http://elsewhere.example") == 403, "403 from another origin")
    check(status(address) == 200, "200 with the word")


CURRENT = "(document.querySelector('.block[aria-current=true]') || {}).textContent || ''"
EFFECT = "document.getElementById('effect-text').textContent"
MESSAGE = "document.getElementById('message').textContent"


def to_block(browser, start):
    for _ in range(40):
        if start in browser.ask(CURRENT):
            return
        browser.press("j")
    raise SystemExit(f"fault: no block has `{start}`")


def written(browser, pictures, rules):
    """The rules, by keyboard."""
    unknown = "document.querySelectorAll('#pages button').length === 6 && document.getElementById('pages').textContent.split('unknown').length === 7"
    browser.wait(unknown, "six unknown pages are listed")
    browser.press("d")
    browser.wait(f"{EFFECT}.startsWith('6 of 6 pages')", "the draft's effect on all pages is shown")
    check(not rules.exists(), "nothing is written while things are tried")
    browser.press("Enter")
    browser.wait(f"{MESSAGE}.startsWith('Made')", "the draft is made")
    to_block(browser, "Our reporters")
    browser.press("Enter")
    browser.wait("!document.getElementById('labels').hidden", "labels are asked for")
    browser.press("p")
    browser.wait(f"{EFFECT}.includes('0 lines won, 6 lost')", "the best proposal's effect is shown")
    first = "document.querySelector('#tests-found li[aria-current=true] code').textContent"
    check(browser.ask(first) == "css p.vp-begging", "the best proposal names the box")
    for theme in ["dark", "light"]:
        browser.picture(pictures / f"workshop-{theme}.webp", theme)
    browser.press("j")
    browser.wait(f"{first} !== 'css p.vp-begging'", "j goes to the next proposal")
    browser.press("k")
    browser.wait(f"{first} === 'css p.vp-begging' && {EFFECT}.includes('0 lines won, 6 lost')", "k goes back")
    browser.press("Enter")
    browser.wait(f"{MESSAGE}.startsWith('Made: 6 pages')", "the rule is made")
    box = "Array.from(document.querySelectorAll('.block')).find(b => b.textContent.includes('Our reporters')).className"
    check("dropped" in browser.ask(box), "the box is dropped")
    browser.press("u")
    browser.wait(f"{box}.includes('kept')", "undo brings it back")
    browser.press("U")
    browser.wait(f"{box}.includes('dropped')", "redo takes it out again")
    browser.press("s")
    browser.wait(f"{MESSAGE} === 'Saved'", "the file is saved")
    check((rules / "valleypost-example.toml").is_file(), "the rule file is there")


def kept(browser, rules):
    for number in range(6):
        browser.wait(f"document.querySelectorAll('#pages button')[{number}].getAttribute('aria-current') === 'true'",
                     "n goes to the next page")
        browser.press("g")
        browser.wait(f"document.querySelectorAll('#pages button')[{number}].textContent.includes(', right')",
                     "the page is kept as right")
        browser.press("n")
    tests = "document.getElementById('tests').textContent"
    check("6 pages kept as right: 6 exact" in browser.ask(tests), "the tests are run again")
    check(len(list((rules / "gold").glob("*.clean.txt"))) == 6, "six pages are kept in the rules folder")


def sat(browser, folder, pictures, tamis):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    elsewhere = f"http://127.0.0.1:{server.server_port}"
    pages, rules = folder / "pages", folder / "rules"
    pages.mkdir()
    for n in range(1, 7):
        story = "".join(f"<p>{line.format(n=n)}</p>\n" for line in STORY)
        (pages / f"{n}.html").write_text(PAGE.format(n=n, story=story, elsewhere=elsewhere))
    before = {path: path.read_bytes() for path in pages.iterdir()}
    workshop = subprocess.Popen([tamis, "workshop", "pages", "--rules", "rules"], cwd=folder, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True)
    try:
        address = workshop.stdout.readline().strip()
        strangers(address)
        browser.go(address)
        browser.ask("window.addEventListener('message', () => { window.ran = 1; })")
        written(browser, pictures, rules)
        kept(browser, rules)
        check(browser.ask("document.getElementById('original').getAttribute('sandbox')") == "", "the frame is sandboxed")
        check(browser.ask("window.ran") is None, "nothing of the pages runs")
        check(all(url.startswith(address) for url in browser.requests), "the page asks its own server only")
        check(Elsewhere.asked == [], f"no request leaves {Elsewhere.asked}")
        over = "(() => { const b = document.querySelector('.block').getBoundingClientRect();" \
               "return !!document.elementFromPoint(b.x + 5, b.y + 5).closest('.block'); })()"
        check(browser.ask(over), "nothing of the page covers the blocks")
    finally:
        workshop.terminate()
        workshop.wait()
        server.shutdown()
    check({path: path.read_bytes() for path in pages.iterdir()} == before, "the pages are untouched")
    subprocess.run([tamis, "rules", "check", rules], check=True, stdout=subprocess.DEVNULL)
    tested = subprocess.run([tamis, "rules", "test", rules / "gold", "--rules", rules, "--against", "generic", "--json"],
                            check=True, capture_output=True, text=True)
    told = json.loads(tested.stdout)
    ours, generic = told["total"]["f1"], told["against"]["f1"]
    check(ours == 1 and generic < 1, f"rules test: {ours:.3f}, the generic engine {generic:.3f}")


def main():
    tamis = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pictures = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else folder
        pictures.mkdir(parents=True, exist_ok=True)
        browser = Browser()
        try:
            browser.call("Emulation.setDeviceMetricsOverride", width=1500, height=950, deviceScaleFactor=1, mobile=False)
            sat(browser, folder, pictures, tamis)
        finally:
            browser.close()
    print("all of it holds")


main()
