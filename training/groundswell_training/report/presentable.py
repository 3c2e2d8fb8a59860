"""Which of the data set's comments may stand in a report that anyone may open."""

from __future__ import annotations

import codecs
import re

# Slurs, sexual content, strong swearing, violence, and what groups quarrel over. In rot13, so that nobody reads them by accident.
_BEGINNINGS = codecs.decode(
    "avtt avtn snttbg genaa qlxr ergneq xvxr puvax tbbx jrgonpx enturnq gbjryurnq cnxv ovgpu phag juber fyhg qvpxu "
    "pbpx chffl chffv crav intva frkh frkv cbea anxrq ahqr obbo gvggv zbyrfg encr encv encvat betnf znfghe rerpg "
    "ubeal ubeav xvax srgvfu shpx spx zbgures fuvg ohyyfuvg ubefrfuvg nffuby qhzonff wnpxnff onfgneq crqb cnrqb "
    "vaprfg fhvpvq oybjwbo phzz wrex sncc wvmm grfgvp qvyqb anmv uvgyre ubybpnhfg ylapu cebfgvg ivetva vapry shx "
    "yrfob srzvavf wrj zhfyvz vfynz tnl tnlf genaft yrfovna yvoreny enpvf enpvny zheqre xvyy qrnq fyrcg cvtf fung oerrq tveyf nffrq obzo ",
    "rot13",
).split()
_WORDS = codecs.decode(
    "nff nefr frk frkl phz nany beny snt sntf gvg gvgf gneq pbba fcvp qvpx qvpxf ubr ubrf xlf fgsh jgs cravf qnqql "
    "gubg zvys ow ahgf onyyf frzra ",
    "rot13",
).split()
_PATTERN = re.compile(rf"\b(?:(?:{'|'.join(_BEGINNINGS)})|(?:{'|'.join(_WORDS)})\b)", re.IGNORECASE)


def is_presentable(text: str) -> bool:
    """False for slurs, sexual content, strong swearing, violence and quarrels about groups, as far as a word list can tell."""
    return _PATTERN.search(text) is None
