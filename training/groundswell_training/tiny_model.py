"""Write a tiny random ensemble for tests: `python -m groundswell_training.tiny_model OUT`.

Same layout as the real models, a thousandth of the size, always the same for the same library versions.
"""

from __future__ import annotations

import string
import sys
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertTokenizerFast

from .encoder import EmotionClassifier, random_encoder
from .ensemble import write_ensemble
from .export import GRAPHS, export_member
from .labels import LABELS

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WORDS = (
    "the a i you it this that is was am are be to of and in for on with my your not no so very really "
    "love hate happy sad angry great good bad best worst thanks thank sorry wow why what how who when "
    "face tears joy heart red crying smiling fire thumbs up down skull name new day time phone game movie "
    "support price delay help people just like want need feel think know hope fear proud relief surprised "
    "funny cute disgusting nervous excited confused curious grateful awful amazing"
).split()


def tiny_tokenizer() -> BertTokenizerFast:
    """Uncased WordPiece that spells unknown words letter by letter, so that little becomes [UNK]."""
    signs = list(string.ascii_lowercase + string.digits + string.punctuation)
    pieces = [f"##{c}" for c in string.ascii_lowercase + string.digits]
    vocabulary = dict.fromkeys([*SPECIAL, *signs, *pieces, *WORDS, *LABELS])
    backend = Tokenizer(models.WordPiece({t: i for i, t in enumerate(vocabulary)}, unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=True)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.decoder = decoders.WordPiece()
    backend.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return BertTokenizerFast(tokenizer_object=backend)


def tiny_classifier(vocabulary: int, seed: int) -> EmotionClassifier:
    """One layer, 16 wide; a larger head scale than usual so that its scores differ between texts."""
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=128, pad_token_id=0, initializer_range=0.5,
    )
    model = EmotionClassifier(random_encoder(config, seed))
    model.head.weight.data.mul_(40)
    model.head.bias.data.fill_(-2.0)
    return model


def main(out: Path) -> None:
    tokenizer = tiny_tokenizer()
    for seed, name in enumerate(("bce", "focal")):
        model = tiny_classifier(len(tokenizer), seed)
        export_member(model, tokenizer, out / name, profile="minilm", max_tokens=64, languages=["en"], graphs=tuple(GRAPHS))
    members = [
        {"path": "bce", "weight": 0.6, "temperature": 1.2},
        {"path": "focal", "weight": 0.4, "temperature": 0.5, "bias": [0.1] * len(LABELS)},
    ]
    thresholds = {label: 0.3 for label in LABELS}
    write_ensemble(out, name="tiny", version="0.0.1", languages=["en"], profile="minilm", max_tokens=64, members=members, thresholds=thresholds)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
