"""How much two sets of texts have in common, and the order that most of it keeps (pure)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log

from ckanext.ankang.catalogue.words import segmenter

Link = tuple[int, int]

# What so many texts have says nothing of any, and counting it takes time by its square.
_COMMON = 100


class Likeness:
    """Shares of common words and phrases; what every text has weighs next to nothing."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        found = [list(map(_features, texts)) for texts in (old, new)]
        count = Counter(feature for side in found for features in side for feature in features)
        texts = len(old) + len(new)
        common = {feature for feature, times in count.items() if times > _COMMON}
        # A text of common words alone keeps them: it must be like itself.
        self._old, self._new = [
            [features - common or features for features in side] for side in found
        ]
        self._weight = {feature: log(1 + texts / times) for feature, times in count.items()}
        self._whole = [list(map(self._sum, side)) for side in (self._old, self._new)]
        self._shared = self._count_shared()

    def _sum(self, features: Iterable[str]) -> float:
        return sum(self._weight[feature] for feature in features)

    def _count_shared(self) -> dict[Link, float]:
        holders: dict[str, list[int]] = defaultdict(list)
        for j, features in enumerate(self._new):
            for feature in features:
                holders[feature].append(j)
        shared: dict[Link, float] = defaultdict(float)
        for i, features in enumerate(self._old):
            for feature in features:
                for j in holders.get(feature, ()):
                    shared[i, j] += self._weight[feature]
        return shared

    def links(self) -> Iterator[Link]:
        """Every old and new text that have anything in common."""
        yield from self._shared

    def alike(self, link: Link) -> float:
        """From 0, nothing in common, to 1, the same characters."""
        i, j = link
        return 2 * self._shared.get(link, 0) / (self._whole[0][i] + self._whole[1][j])

    def weight(self, link: Link) -> float:
        """How much speaks for a link: what is common, more when little else is there."""
        return self._shared.get(link, 0) * self.alike(link)

    def part(self, link: Link) -> float:
        """How much of the shorter text is common to both: the most that either of the next can be."""
        i, j = link
        return self._shared[link] / min(self._whole[0][i], self._whole[1][j])

    def split_off(self, link: Link, partners: Iterable[int]) -> float:
        """How much of the shorter text is common and stands in no other new text of the old one."""
        i, j = link
        taken = set[str]().union(*(self._new[partner] for partner in partners))
        return self._share(link, self._old[i] & self._new[j] - taken)

    def merged_in(self, link: Link, partners: Iterable[int]) -> float:
        """How much of the shorter text is common and stands in no other old text of the new one."""
        i, j = link
        taken = set[str]().union(*(self._old[partner] for partner in partners))
        return self._share(link, self._old[i] & self._new[j] - taken)

    def _share(self, link: Link, common: Iterable[str]) -> float:
        i, j = link
        return self._sum(common) / min(self._whole[0][i], self._whole[1][j])


def _features(text: str) -> frozenset[str]:
    """Its words and neighbouring words together, the ends too: an empty text has one feature."""
    words = ["\x02", *segmenter().cut(text, False), "\x03"]
    return frozenset([*(word for word in words if len(word) > 1), *map("".join, pairwise(words))])


def heaviest_chain(weights: dict[Link, float]) -> set[Link]:
    """The links that keep the order of both sides and weigh most together."""
    tree = _Best(max((j for _, j in weights), default=0) + 1)
    before: dict[Link, Link | None] = {}
    for link in sorted(weights, key=lambda link: (link[0], -link[1])):
        weight, before[link] = tree.up_to(link[1])
        tree.put(link[1], weight + weights[link], link)
    chain: set[Link] = set()
    at = tree.up_to(tree.size)[1]
    while at is not None:
        chain.add(at)
        at = before[at]
    return chain


class _Best:
    """The heaviest chain that ends before a place (a Fenwick tree of maxima)."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._tree: list[tuple[float, Link | None]] = [(0.0, None)] * (size + 1)

    def up_to(self, place: int) -> tuple[float, Link | None]:
        best: tuple[float, Link | None] = (0.0, None)
        while place > 0:
            best = max(best, self._tree[place], key=lambda one: one[0])
            place -= place & -place
        return best

    def put(self, place: int, weight: float, link: Link) -> None:
        place += 1
        while place <= self.size:
            if weight > self._tree[place][0]:
                self._tree[place] = (weight, link)
            place += place & -place
