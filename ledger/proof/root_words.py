"""The beginning of a root as English words that two people can compare by telephone.

One word for each byte, from a list of 256: any two differ in at least three letters and in their
first four, and sound different. Eight words are 64 bits: nobody finds another ledger with the
same ones. The list and its order are a format: they never change.
"""

from __future__ import annotations

from ledger.proof.merkle import HASH_BYTES, ProofError

WORDS_SHOWN = 8

_LIST = """
acorn adventure album almond amber anchor ankle apricot atlas avocado badger bagpipe bakery
bamboo banana banjo barley basket beacon beetle belfry bicycle blossom bonfire bracelet
bramble buffalo cabbage cactus camel canoe caravan cardigan carpet castle cedar chalk cheese
chocolate cinnamon circus clarinet clover cobbler coconut compass copper coral cottage cousin
crayon cricket crystal cucumber cupboard curtain cushion daffodil dairy dancer diamond dolphin
domino donkey drawer drummer eagle echo elbow elephant emerald envelope falcon feather fennel
fiddle finger flute fountain fudge galaxy galleon garlic geranium giraffe goblet grape guitar
hammock harbour harvest hedgehog helmet hexagon holiday horizon hotel hurdle iceberg igloo
indigo island ivory jaguar jasmine jelly jigsaw journal jubilee juggler juniper kangaroo kayak
kingdom kitten kiwi knapsack koala lagoon lantern lavender lemon leopard lettuce library lilac
linen lizard lobster locket lullaby lupin magnet mahogany marble meadow mermaid meteor mirror
monsoon museum mushroom mustard napkin nectar nephew nickel noodle nugget nutmeg oasis oboe
ocean octopus olive onion opera orange orchard origami osprey oxygen pagoda panther pebble
pelican penguin pigeon planet poppy potato pudding pumpkin puppet puzzle pyramid quarry quilt
quiver rabbit radish raft railway raven recipe ribbon rosemary rowan ruby rucksack saffron
sandal satin scarf schooner scissors seagull sequin sheriff silver skipper sledge snowman sofa
spanner sparrow spinach sponge squirrel stable stencil summit sunset swallow syrup tapestry
teapot telescope temple terrace thimble thunder tinsel toffee topaz tortoise trumpet tulip
tweed twilight umpire unicorn vanilla verandah village vinegar violin viper volcano vulture
waffle walnut wardrobe waterfall weasel whisker window wombat woodland yacht yoghurt zebra
zenith zigzag zither zodiac
"""

WORDS = tuple(_LIST.split())


def to_words(root: bytes, count: int = WORDS_SHOWN) -> str:
    """The first `count` bytes of a root, 1 to 32, as words with spaces between."""
    if len(root) != HASH_BYTES or not 1 <= count <= HASH_BYTES:
        raise ProofError(f"words are for 1 to {HASH_BYTES} bytes of a root of {HASH_BYTES}")
    return " ".join(WORDS[byte] for byte in root[:count])
