"""Write the vectors that hold both normalisers together: `python -m groundswell_training.normalise_vectors`.

Run it after a deliberate change of the normaliser only, and read the difference before committing it.
"""

from __future__ import annotations

import json
import random

from .normalise import BARE_ENDINGS, EMOJI_WORDS, MAX_CHARACTERS, SLANG, normalise

VECTORS = EMOJI_WORDS.with_name("vectors.jsonl")
SEED = 7

EDGES = (
    "", " ", "\t\n\r\v\f", "\u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000", "\ufeffbom", "nul\u0000l", "soft\u00adhyphen",
    "a\u200bb\u200cc\u200dd\u2060e", "\u202eright to left\u202c", "\u2066isolate\u2069", "\ufffd?", "\ue000private", "\U000e0041tag",
    # composition
    "cafe\u0301", "caf\u00e9", "A\u030angstro\u0308m", "\u1e9b\u0323", "\u1100\u1161\u11a8", "\uf900", "e\u0301" * 6, "\u0344", "\u0958",
    # quotes
    "don\u2019t", "\u201cquoted\u201d \u2018too\u2019", "\u201alow\u201e", "\u00abguillemets\u00bb", "it\u2032s",
    # URLs
    "http://a.b", "see https://example.com/x?y=1#z now", "(https://example.com)", "lookhttps://x.y", "HTTPS://UPPER.EXAMPLE", "http://",
    "https:/almost", "www.example.com", "WWW.EXAMPLE.COM!", "(www.example.com/a) b", "www", "www.", "example.com", "example.com/path",
    "nytimes.com/2024/11/05/us... wow", "him.he/she", "and/or", "1/2", ".com/x", "a..com/x", "ex\u00e4mple.com/x", "t.co/abc",
    "https://a.b\u3000next", "https://a.b\u200bstill", "\U0001f602https://a.b\U0001f602", "two http://a.b https://c.d",
    "\u0130.com/x", "\u212a.com/x", "http\u017f://x",
    # mentions
    "@name", "@name hi", ".@name: hi", "(@name)", "hi @name, @other_1!", "@me@mastodon.social hi", "@alice.bsky.social.", "@a-b", "@a-",
    "me@example.com", "@ name", "@@name", "@11:22PM", "@49ers", "@_x", "\u00e9@name", "@n\u00e9e", "@name's", "_@name", "x@", "@", "@a.@b", "@a@@b",
    # runs
    "sooo", "soooo", "SOOOOoooo", "!!!!!!", "?!?!?!?!", "........", "10000000", "\u0661\u0661\u0661\u0661\u0661", "     ", "a    b", "\u00e9\u00e9\u00e9\u00e9\u00e9",
    "\u4e2d\u4e2d\u4e2d\u4e2d\u4e2d", "\U0001d49c" * 5, "-----", "aaaa aaaa", "a\u200ba\u200ba\u200ba", "\u0301\u0301\u0301\u0301\u0301", "xD xD xD xD", "____",
    # emoji
    "\U0001f602", "lol\U0001f602", "\U0001f602\U0001f602\U0001f602\U0001f602\U0001f602", "\u2764", "\u2764\ufe0f", "\u2764\ufe0e", "\u2764\ufe0f" * 6, "\u263a\ufe0f\u2639",
    "\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3ff\U0001f44d\U0001f3fb", "\U0001f3fd", "\U0001f926\U0001f3fc\u200d\u2640\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f468", "\U0001f469\U0001f3fd\u200d\U0001f91d\u200d\U0001f469\U0001f3ff", "\U0001f469\u200d", "\u200d\U0001f469",
    "\U0001f3f3\ufe0f\u200d\U0001f308", "\U0001f3f4\u200d\u2620\ufe0f", "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "\U0001f3f4\U000e0067\U000e0062", "\U0001f1fa\U0001f1f8", "\U0001f1fa", "\U0001f1fa\U0001f1f8\U0001f1fa", "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", "\U0001f1e6\U0001f1e7",
    "1\ufe0f\u20e3", "1\u20e3st", "#\ufe0f\u20e3*\ufe0f\u20e3", "12\u20e3", "1\ufe0f", "\u00a9\u00ae\u2122", "\u203c\ufe0f\u2049", "\u2605\u2606", "\U0001fa00\U0001f9ff\U0001faff", "\U0001f0cf\U0001f0a1",
    "\u2640\u2642", "\u26a7", "\u3030\u303d", "\u24c2", "\U0001f170\U0001f171", "\U0001f201", "\u2b50\u2b1b",
    # other scripts
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0643", "\u05e9\u05dc\u05d5\u05dd", "\u0633\u0644\u0627\u0645\u200c\u0647\u0627", "\u4f60\u597d\uff0c\u4e16\u754c\uff01", "\u3053\u3093\u306b\u3061\u306f", "\ud55c\uad6d\uc5b4",
    "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "\u041f\u0440\u0438\u0432\u0435\u0442", "\uff28\uff45\uff4c\uff4c\uff4f", "\u00df\u0130\u0131\u017f", "\u2800\u28ff",
    # length
    "x" * (MAX_CHARACTERS + 5), "1" * (MAX_CHARACTERS - 1) + "\U0001d49cb", "e\u0301" * (MAX_CHARACTERS // 2 + 1),
    "a." * 500 + "com/", "@a." * 400, "(" * 500, "http:/" * 100, "\U0001f469\u200d" * 200,
)

# Newer than the other edges, and kept apart from them so that the random vectors stay what they were.
SLANG_EDGES = (
    # case, and letters of other scripts that fold to Latin ones
    "ngl", "NGL", "nGl", "Ngl it works", "TBH", "fR", "FR FR", "Deadass", "\u017fus", "SU\u017f", "i\u212ar", "\u212aR", "p\u217cs", "\u0131dk", "\u0130DK", "\uff46\uff52",
    # neighbours
    "fr!", "(fr)", "\"fr\"", "fr,fr", "fr.fr", "fr/fr", "#fr", "fr:", "*fr*", "fr\u2026", "fr\u2014no", "fr~", "$fr", "fr=fr", "\u4e2dfr\u4e2d", "\u0430fr", "\u03b1fr\u03b1",
    "frfr", "xfr", "frx", "1fr", "fr1", "_fr", "fr_", "afraid", "surfer", "turn", "slayer", "ty2", "type", "sussy", "imo.", "in-imo",
    "fr\U0001f602", "\U0001f602fr", "fr\u2764\ufe0f", "fr\u200b", "fr\u200bfr", "f\u200br", "fr\u00a0fr", "\ufefffr", "fr\u0000", "fr\ufffd", "fr\ud83d", "\ude02fr",
    # apostrophes, possessives and compounds
    "fr's", "'fr", "fr'", "\u2018fr\u2019", "fr\u2019s", "\u201cfr\u201d", "fr\u02bcs", "fr`", "fr-fr", "-fr", "fr-", "fr\u2010fr", "fr\u2212",
    "chef's kiss", "chef\u2019s kiss", "chefs kiss", "chef''s kiss", "it\u2019s mid", "IT'S MID", "that\u2019s cap", "thats cap", "that's caps", "that's cap's", "no cap-tain", "ur's", "smh-ing",
    # accented neighbours
    "\u00e9fr", "fr\u00e9", "fre\u0301", "fr\u0301", "e\u0301fr", "\u00bffr", "\u00c0fr", "fr\u024f", "fr\u0250", "fr\u0253", "fr\u2c65", "\u1e5bfr", "fr\u1e00", "fr\u00d7", "\u00f7fr", "fr\u0323",
    # the longest phrase first, and falling back to a shorter one
    "fr fr", "fr fr fr", "fr fr fr fr", "fr frx", "no cap fr fr", "ate and left no crumbs", "ate and left no crumb", "left no crumbs", "and left no crumbs",
    "lowkey mid", "lowkey mid af", "mid af", "pretty mid af", "is mid as hell", "kinda mid tbh", "ily", "ilysm", "ily sm", "pog poggers", "big mad big sad big yikes",
    "slay slayed slaying slays", "idk idek idgaf idc", "ty tysm tyvm tyv",
    # not the slang: its words alone, and parts of phrases
    "cap", "mid", "mid-season", "amid", "the mid point", "no", "no capes", "it hits", "hits different", "hits differently", "take", "w take", "W TAKE", "l take", "w takes", "new take",
    # white space inside and around
    "no  cap", "no\tcap", "no\ncap", "no\u00a0\u3000cap", "no \t cap", "no\u200bcap", "no\u200b cap", "no -cap", "no, cap", " fr ", "\tfr\n", "hits\u2028different", "w\r\ntake",
    # inside runs
    "frrr", "frrrr", "frrrrrrr", "slayyy", "slayyyyy", "ffffr", "fr!!!!!!", "????fr", "smhhhhh", "sheeeesh", "sheesh", "sheeeeesh", "frfrfrfr", "tyyyyy", "....ngl....", "-----fr", "''''fr",
    # beside addresses and pictures
    "fr @fr", "@fr", "fr@fr", "ty@example.com", "imo https://fr.fr/fr fr", "fr.fr/fr", "https://a.b/ fr", "www.fr fr", "[fr]", "\U0001f480fr\U0001f480", "mid \U0001f480 af", "n\U0001f602gl",
    # what it becomes is not looked at again
    "ngl tbh", "ded", "deadass ded", "yw ty yw", "ikr", "af", "wtaf", "l take w take",
    # halves of surrogate pairs
    "\ud83d", "\ude02", "\ude02\ud83d", "so \ud83d good \ude00!", "\ud83d\ufe0f\ude02", "\ud83d\u200d\ude02", "\ud83d\U0001f3fb\ude02", "\ud83d" * 5, "@\ud83da", "\ud83d\ufffd",
    # length
    "fr " * 400, "no " * 400 + "cap", "chef's " * 300, "fr fr-" * 200, "fr" * 500,
)

BERTWEET_EDGES = (
    "@USER HTTPURL", "@name: https://x.y/z", "(@name) (https://x.y)", "hihttps://x.y", "https://a.b https://c.d", "@a.b.c@d", "RT @x: so t.co/abc\u2026", "\U0001f602https://a.b", "@me\U0001f602",
    "\U0001f602\U0001f602 https://x.y", "\U0001f1e8\U0001f1ee", "\U0001f1f9\U0001f1f7 \U0001f1e7\U0001f1f1", "\U0001fa85", "\U0001f926\U0001f3fc\u200d\u2640\ufe0f", "#\ufe0f\u20e3", "WWW.X.Y", "(bbc.co.uk/x",
)

OPENINGS = (
    "I can't believe", "so proud of", "why would", "Thanks for", "ugh,", "honestly \u2026", "OMG", "lol", "wait,", "RIP", "[NAME] is", "> quoted:",
    "Sorry about", "\u201cGreat\u201d idea,", "not gonna lie", "tbh", "WHAT", "anyone else", "just saw",
)
MIDDLES = (
    "this update", "@support", "the new phone", "https://example.com/p/1", "my dog", "you guys", "@team@example.social", "t.co/Xy1", "what he\u2019s done",
    "coffee\u2014again", "www.example.org/a", "naïve café", "the 2nd 1000000 users", "itttttt", "everyone here",
)
ENDINGS = ("!!!!!", "...", "?!", "\U0001f602\U0001f602", "\u2764\ufe0f", "\U0001f62d", "\U0001f64f\U0001f3fe", "soooooo much", "", "\U0001f1ec\U0001f1e7", "\U0001f937\u200d\u2642\ufe0f", "\u00af\\_(\u30c4)_/\u00af", ":)", "<3")
ALPHABET = "aA1 .@/(\t\u00a0\u2019\u0301\u200d\ufe0f\u20e3\U0001f3fd\U0001f602\u2764\U0001f469\U0001f1fa\U0001f1f8\U0001f3f4\U000e0067\u00e9\u4e2d:-_!"


def inputs() -> list[str]:
    """Edge cases, every so many emoji of the table, made-up posts, and random strings of troublesome characters.

    After them, texts about slang and bare addresses.
    """
    random_source = random.Random(SEED)
    emoji = list(json.loads(EMOJI_WORDS.read_text(encoding="utf-8")))
    posts = [" ".join(random_source.choice(part) for part in (OPENINGS, MIDDLES, ENDINGS)) for _ in range(200)]
    noise = ["".join(random_source.choices(ALPHABET, k=random_source.randint(1, 30))) for _ in range(300)]
    slang = [f"Well, {phrase}." for phrase in json.loads(SLANG.read_text(encoding="utf-8"))]
    addresses = [f"a.{ending}/x y.{ending}" for ending in sorted(BARE_ENDINGS)]
    return list(dict.fromkeys([*EDGES, *(f"x{e}y" for e in emoji[::12]), *posts, *noise, *SLANG_EDGES, *slang, *addresses]))


def main() -> None:
    texts = inputs()
    short = [text for text in EDGES if len(text) < 1_000]
    pairs = [("minilm", text) for text in texts] + [("plain", text) for text in short]
    pairs += [("bertweet", text) for text in (*short, *SLANG_EDGES[::3], *BERTWEET_EDGES)]
    lines = [json.dumps({"profile": p, "in": t, "out": normalise(t, p)}, ensure_ascii=True) for p, t in dict.fromkeys(pairs)]
    VECTORS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
