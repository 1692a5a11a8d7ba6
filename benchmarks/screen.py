"""What screening a message costs in all languages, next to splitting it into words."""

import random
import time
from pathlib import Path
from typing import TextIO

from benchmarks.figures import milliseconds, percentile
from bot.content.risk import read_risk
from bot.detectors.phrases import PhraseDetector

WORDS = """
il dit que si je paie pas il envoie ma photo a tout le monde i dont know what to do help my
friend school homework lol mdr hij wil ich will nicht mehr gestern demain party music game
"""
HOSTILE = ("i want to " * 1100, "a" * 10_000, "k*i*l*l " * 1250, "j'" * 5000, "😭" * 10_000)


def run(out: TextIO, messages: int = 2000) -> dict[str, float]:
    """Measures, prints and gives the figures, in milliseconds."""
    began = time.perf_counter()
    detector = PhraseDetector(read_risk(Path()))
    built = (time.perf_counter() - began) * 1000
    chance, words = random.Random(1), WORDS.split()
    texts = [" ".join(chance.choices(words, k=40)) for _ in range(200)]
    taken = milliseconds(lambda n: detector.detect(texts[n % 200]), messages)
    bare = milliseconds(lambda n: texts[n % 200].split(), messages)
    hostile = max(milliseconds(lambda n: detector.detect(HOSTILE[n % 5]), 15, warm=5))
    figures = {
        "reading and building the detector (ms)": built,
        "screening 40 words p50 (ms)": percentile(taken, 0.5),
        "screening 40 words p99 (ms)": percentile(taken, 0.99),
        "bound: splitting 40 words p50 (ms)": percentile(bare, 0.5),
        "worst 10 KB of hostile text (ms)": hostile,
    }
    for name, figure in figures.items():
        print(f"{name:<46}{figure:9.3f}", file=out)
    return figures
