"""A small list of English words, written for Attune, and which of them a set of letters makes."""

from __future__ import annotations

from collections import Counter
from functools import cache

#: The letters of a set are those of one of these words.
SEEDS = tuple(
    """
    planets gardens painter candles stories weather station lantern meadows teaches drawing islands
    parents details strange threads wanders roasted article mineral another
    stream garden planet silver winter castle orange friend bridge
    """.split()  # noqa: SIM905 - a list of words is read as a text
)

WORDS = frozenset(
    """
    ace aces ache acre act acts aged agent ages aide aides ails aim air aisle ale alert ales alter
    and another ant ante anti ants ape apes apt arc are ares arm arms art article arts ash aside ate
    awe awed bed bid bide bird bride bridge brig can candle candles cane caned canes cans car care
    case cased cash cast caste castle cat cats cease chase chat chats cheat cheats chest clad clan
    clans clean cleans clear cleat dale dales dame dance dances dare dares daring darn darns dart
    darts dash date dawn dawns deal deals dean deans dear dears den dens details dew dial dials die
    dies dig diner ding dire dirge dome domes dose drag drags drain draw drawing drawn draws drew
    each ear earl earn earns ears earth ease east eat eater eats elan end ends era eras ewe fed fend
    fern fiend fin find fine fined finer fir fire fired fried friend gain gander ganders garden
    gardens gas gate gates gear gears gin gone gore grade grades grain grand grandes grant great
    grid grin grind had hare hares haste hat hate hater hats hear heart hearts heat heats her herd
    here hers hew idea ideal ideals ideas idle ins into ion ions irate ire island islands isle its
    lace laced laces lad lads laid lain lair lance lances land lands lane lanes lantern lap laps
    last late later lead leads lean leans leap leaps leapt learn learnt least led lend lends lens
    lent let lets lid lids lie lied lies line liner list lit live liver lives mad made mail main
    male mane mar mare mares mars mast master mat mate mates mats maw maws meadow meadows meal mean
    meat meats mesa met mile mine mineral mode modes mow mowed mows nail nails name nap naps near
    nears neat nest net nets new news nit nits nor north not note oar oars oat oats ode odes one
    orange ore ores organ other owe owed owes pain paint painter pair pale palest pan pane panel
    panels panes pans pant pants par pare parents part past paste pastel pat pats pea peal peals
    pear peas peat pen pens pent pert pet petal petals pets pie pier pin pine pint pit plan plane
    planes planet planets plans plant plants plate plates plea pleas pleat pleats rag rage raged
    rages rags raid rail rain ram rams ran rang range ranged ranges rant rat rate rates rats raw
    read reads real ream reams reap red reds rein rend rends rent rest rests rib rice rid ride rig
    ring ripe ripen rise rises rite roast roasted rode rose roses rosiest rot rots sad sage said
    sail sails sale salt same sand sane sang sap sat sate saw scald scale scaled scan scat sea seal
    seam sear seat see send sent set sew sewn shade share she shed sheet side silver sin sir sire
    sires sister sit site sites sits slain slant slate sled slept slid slide slit sliver smart smear
    snag snail snails snap snare snared soar soda some son sores sort sorties sorts sow sowed span
    spare spat spate spear spent splat staple star stare stat station steal steam stem step stern
    stir stirs stoat store stories strange stream tail tails taint taints tale tales tame tames tan
    tans tap tape tapes taps tar tarn tars tea teach teaches teal team teams tear tears teas tease
    tee tees ten tens term terms than thaw the thee then there these threads three threw tie tied
    tier tiers ties tile tin tine tins tint tints tip tire tires toast ton tons tore tories torn
    toss tot tots trace train tram trams trap tree trial tries trip twin twine veil veils vie vies
    vile vise wad wade wades wag wand wander wanders war ward wards ware warn warned was water wear
    weather wed weir wet what wheat where whet win wind wine wing winter wire woe woes wrath wreath
    wren wring write
    """.split()  # noqa: SIM905 - a list of words is read as a text
)

FEWEST_LETTERS = 3


@cache
def words_from(letters: str) -> tuple[str, ...]:
    """The words of the list that these letters make, each letter as often as it is there."""
    have = Counter(letters)
    return tuple(
        sorted(word for word in WORDS if len(word) >= FEWEST_LETTERS and not Counter(word) - have)
    )
