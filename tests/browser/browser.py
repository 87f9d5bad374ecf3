"""Headless Chromium, driven through its debugging pipe: needs the browser and nothing else."""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]


def program():
    """The browser on this machine."""
    found = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium: apt-get install chromium")
    return found


class Browser:
    """One headless browser, driven through its pipe."""

    def __init__(self):
        to_child, self.out = os.pipe()
        self.inp, from_child = os.pipe()
        self.profile = tempfile.mkdtemp()
        os.set_inheritable(to_child, True)
        os.set_inheritable(from_child, True)
        arguments = [program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
                     "--no-first-run", "--disable-background-networking", f"--user-data-dir={self.profile}"]
        # Chromium reads commands from descriptor 3 and answers on 4.
        shell = ["bash", "-c", f'exec "$@" 3<&{to_child} 4>&{from_child}', "bash", *arguments]
        self.process = subprocess.Popen(shell, close_fds=False, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.number, self.rest, self.requests = 0, b"", []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Network", "Runtime"]:
            self.call(f"{domain}.enable")

    def call(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]

    def read(self):
        while b"\0" not in self.rest:
            piece = os.read(self.inp, 1 << 20)
            if not piece:
                raise RuntimeError("the browser went away")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(message)
        if message.get("method") == "Network.requestWillBeSent":
            self.requests.append(message["params"]["request"]["url"])
        return message

    def open(self, path):
        return self.go(pathlib.Path(path).resolve().as_uri())

    def go(self, url):
        self.requests = []
        started = time.time()
        self.call("Page.navigate", url=url)
        while self.ask("document.readyState") != "complete" or not self.ask("!!document.body"):
            time.sleep(0.02)
        return time.time() - started

    def ask(self, expression):
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def wait(self, expression, what, seconds=60):
        """Until an expression holds: the page answers when it can."""
        until = time.time() + seconds
        while not self.ask(expression):
            if time.time() > until:
                raise SystemExit(f"fault: {what}; the page says: {self.ask('document.body.innerText')}")
            time.sleep(0.05)

    def press(self, key):
        for kind in ["keyDown", "keyUp"]:
            more = {"text": key} if kind == "keyDown" and len(key) == 1 else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, **more)

    def picture(self, path, theme):
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.call("Emulation.setEmulatedMedia", features=features)
        kind = {"quality": 70, "format": "webp"} if str(path).endswith(".webp") else {"format": "png"}
        data = self.call("Page.captureScreenshot", **kind)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def close(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def check(holds, what):
    if not holds:
        raise SystemExit(f"fault: {what}")
    print(f"  holds: {what}")
