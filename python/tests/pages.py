"""Pages that the tests share; written for them."""

SENTENCES = [
    "The old bridge was opened again on Sunday, and half of the valley walked over it before noon.",
    "Masons had numbered every single stone, carried it away, and put it back two years later.",
    "The mayor thanked them in a speech that lasted four minutes, the shortest anybody remembers.",
    "Nobody knows yet who will pay for the lamps, which the council ordered from a smith in town.",
    "Buses will use the bridge from Monday on; lorries have to take the long way round the hill.",
]


def story(number: int = 0, n_paragraphs: int = 5) -> str:
    """A page with an article, a menu and a footer."""
    order = [SENTENCES[(number + i) % len(SENTENCES)] for i in range(n_paragraphs)]
    paragraphs = "".join(f"<p>{sentence} This is report {number}.</p>" for sentence in order)
    return (
        f"<html lang=en><head><title>Bridge {number} opens again | Valley Post</title>"
        "<meta name=author content='Jane Doe'>"
        f"<meta property='article:published_time' content='2024-05-{number % 28 + 1:02}T08:00:00Z'></head>"
        "<body><nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>"
        f"<article><h1>Bridge {number} opens again</h1>{paragraphs}</article>"
        "<footer><a href=/imprint>Imprint</a> © Valley Post</footer></body></html>"
    )


#: What is no page, or hardly one. None of it may raise, or vanish.
ODD = [
    b"",
    "",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(200),
    b"\xff\xfe<\x00p\x00>\x00",
    b"<p>\xe9t\xe9 \xff\xfe</p>",
    "<p>half a pair: \ud800 and the other \udc00</p>",
    "<" * 5000,
    "<div>" * 3000 + "deep",
    "no tags at all",
    "\x00\x01\x02",
]
