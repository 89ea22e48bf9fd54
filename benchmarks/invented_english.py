"""Write sentences of invented English whose words are spread as in a real directory of services.

A few words come again and again and most come once. New ones never stop coming, first from the lists here, then as
compounds and as invented names, because that is what makes an index of real text heavy. No name here is a real
service's, place's or person's, but by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

NOUNS = """
child parent carer family person group session service support school club centre team advice activity group training
help care need information course project volunteer member worker community health skill day week year month hour time
home house room hall garden library church park pool theatre museum farm stable kitchen studio workshop office clinic
hospital surgery college nursery playgroup classroom playground hub base branch base network charity trust association
society company council authority agency provider partner professional specialist therapist teacher tutor coach mentor
nurse doctor consultant psychologist counsellor adviser manager coordinator assistant driver escort sitter helper buddy
friend sibling brother sister grandparent relative baby toddler pupil student learner teenager adult user client guest
visitor neighbour resident learner condition disability difficulty illness diagnosis assessment referral appointment
meeting visit call letter email form leaflet booklet guide website page newsletter message story song game toy book film
picture sign symbol word language speech voice sound movement balance muscle hand body mind feeling worry anxiety stress
anger sadness grief loss hope confidence independence friendship relationship behaviour routine sleep meal diet food
drink lunch breakfast snack cooking baking music dance drama art craft painting pottery photography sport football
swimming cycling climbing sailing riding walking gardening fishing yoga cricket tennis trampoline bicycle wheelchair
hoist ramp lift toilet shower bed chair table desk computer tablet phone screen camera equipment aid device loan grant
fund money benefit cost fee charge price payment budget bill debt tax rent housing tenancy transport bus taxi train
minibus journey route travel pass ticket parking holiday trip outing break weekend evening morning afternoon term summer
winter spring autumn plan goal target outcome result progress review report record policy rule law right complaint appeal
decision panel meeting agreement contract choice option question answer idea view opinion experience knowledge
understanding awareness interest talent strength ability potential future job work employer employment apprenticeship
internship placement interview career business shop market cafe restaurant event festival show concert exhibition
workshop programme package scheme pathway strategy campaign survey research study evidence practice approach method
technique tool resource material pack kit box bag coat boot glove hat towel blanket pad medicine tablet dose seizure
allergy asthma epilepsy autism dyslexia hearing sight vision pain wound skin bladder bowel breathing feeding tube pump
nappy milk weight height growth development milestone birth pregnancy adoption fostering kinship custody court solicitor
police safety danger risk abuse violence crime bullying safeguarding protection emergency crisis respite hospice
bereavement bond attachment trauma resilience mindfulness relaxation exercise fitness strength stretch posture splint
brace shoe insole walker frame swing slide sandpit tent campfire forest river beach hill meadow allotment greenhouse
animal dog cat pony rabbit chicken sheep cow duck bird insect flower vegetable fruit tree seed soil compost recycling
repair sewing knitting textile wood metal clay paint ink paper print poem diary blog podcast radio video animation coding
robot science maths reading writing spelling number letter homework exam qualification certificate award badge uniform
timetable curriculum lesson subject topic theme section chapter list map address postcode street road corner entrance
door gate path stair floor wall window light noise smell taste touch texture colour shape size space corner area region
district county city town village estate suburb coast countryside border neighbourhood population culture faith belief
tradition festival ceremony prayer temple mosque chapel minister priest interpreter translator signer advocate champion
ambassador trustee director founder leader chair treasurer secretary committee board forum council parliament
representative delegate candidate applicant recipient beneficiary supporter donor sponsor funder partner collaboration
consortium federation cooperative enterprise foundation institute academy faculty department unit ward theatre laboratory
pharmacy dentist optician audiologist physiotherapist dietitian podiatrist midwife paramedic porter receptionist cleaner
caretaker cook gardener plumber electrician builder decorator mechanic librarian archivist musician artist actor dancer
singer author poet illustrator designer engineer scientist athlete referee umpire swimmer rider sailor cyclist runner
climber gymnast boxer wrestler archer bowler skater surfer rower canoe kayak raft paddle rope harness helmet whistle
drum guitar piano violin flute trumpet keyboard microphone speaker stage costume mask puppet curtain audience
""".split()

VERBS = """
help support offer provide run work meet talk listen learn teach play visit call phone email write read ask answer book
join start finish open close plan share show explain advise train guide lead encourage enable improve develop build
create make cook bake paint draw sing dance act move walk swim ride climb travel drive collect drop stay live sleep rest
relax enjoy explore discover try practise prepare manage cope deal understand recognise respect value include welcome
invite attend arrange organise agree decide choose check review assess refer apply register pay cost fund save spend
claim receive get give lend borrow bring take carry lift hold use need want like love hope feel think know remember
worry struggle suffer recover heal grow change adapt adjust reduce prevent protect promote raise tackle solve resolve
reach contact connect link match introduce involve engage consult represent speak campaign challenge appeal complain
report record monitor measure test screen treat prescribe deliver host hold celebrate perform compete score win cover
focus aim seek believe ensure allow remain depend vary differ range suit fit serve cater accept expect require demand
limit extend expand increase continue return repeat follow accompany supervise look feed wash dress toilet clean tidy
repair replace install supply order post print publish translate interpret sign spell count calculate type click
download search browse log upload stream broadcast recruit employ appoint mentor coach tutor qualify study research
investigate identify diagnose discuss negotiate mediate settle reassure comfort calm distract motivate inspire empower
""".split()

ADJECTIVES = """
young old new free local safe friendly warm welcoming relaxed quiet calm busy small large big short long early late
regular weekly monthly daily annual national regional rural urban open closed public private voluntary independent
special specialist additional extra complex severe mild moderate physical mental emotional social sensory medical
clinical practical personal individual professional experienced qualified trained dedicated skilled caring patient
flexible accessible inclusive supportive positive creative fun active healthy happy sad lonely isolated anxious
confident independent able disabled autistic deaf blind visual verbal non-verbal written spoken online digital virtual
remote direct indirect full part-time full-time temporary permanent residential overnight daytime after-school pre-school
primary secondary further higher adult early-years statutory legal financial affordable low-cost discounted subsidised
confidential impartial non-judgemental holistic person-centred child-led evidence-based award-winning established
multicultural diverse ethnic religious bilingual foreign international european british northern southern eastern
western central main whole general specific particular suitable appropriate relevant available possible necessary
important essential vital useful helpful valuable meaningful effective efficient successful popular famous traditional
modern outdoor indoor natural green clean fresh bright colourful dark soft hard gentle strong weak light heavy fast slow
simple easy difficult challenging exciting interesting unique wide broad narrow high low good great excellent wonderful
better best serious urgent immediate recent current previous next first second final
""".split()

ADVERBS = """
also often usually always sometimes regularly together only now soon later directly locally nationally currently
normally mainly especially particularly particularly really fully safely easily quickly gently closely carefully
independently confidently successfully generally simply please again once twice daily weekly online outside inside
upstairs nearby abroad elsewhere alongside
""".split()

DETERMINERS = ("the",) * 9 + ("a",) * 7 + ("our",) * 4 + ("your",) * 3 + ("their", "this", "each", "any", "every", "some")
PREPOSITIONS = ("for",) * 7 + ("in",) * 7 + ("with",) * 6 + ("of",) * 9 + ("at",) * 4 + ("on",) * 4 + ("from",) * 3
PREPOSITIONS += ("to", "to", "by", "by", "through", "during", "after", "before", "around", "across", "within", "about")
JOINERS = ("and",) * 8 + ("or",) * 3 + ("because", "when", "while", "if", "but", "so that", "as well as", "which means")
SUBJECTS = (("we", False),) * 6 + (("you", False),) * 4 + (("they", False), ("it", True), ("your child", True))
MODALS = ("can",) * 5 + ("will",) * 4 + ("may", "must", "should", "do not", "want to", "need to", "would like to")
PRONOUNS = ("you", "them", "us", "it", "each other", "this", "all of this", "more", "others", "those who need it")
FOR_MANY = ("the",) * 6 + ("our", "your", "their", "all", "some", "many", "these", "other", "most", "more")
STOCK = (
    "children and young people",
    "special educational needs and disabilities",
    "children and young people with special educational needs",
    "for more information",
    "please contact us",
    "across the area",
    "between the ages of",
    "a wide range of",
    "their parents and carers",
    "who live in the area",
    "registered charity",
    "visit our website",
    "health and wellbeing",
    "one to one",
    "open to everyone",
    "get in touch",
    "please see the website for more details",
    "if you would like to know more",
    "a safe and friendly place",
)

ONSETS = "b bl br c ch cl cr d dr f fl g gl gr h j k l m n p pr r s sh sk sl st sw t th tr v w wh y".split()
VOWELS = "a e i o u ai ea ee oo ou ar er or".split()
CODAS = "b ck d g k l ll lm ld m mp n nd ng nt p r rd rn s sh ss st t th x y".split()
PLACE_ENDS = "bury by combe cote dale den don ey field ford ham hurst ley mere more ness sea stead stow ton wick worth".split()


NOUN_DISCOUNT = 0.35
VERB_DISCOUNT = 0.3
ADJECTIVE_DISCOUNT = 0.3
NAME_DISCOUNT = 0.72
NAMES_SHARE = 0.14
STOCK_SHARE = 0.05
ECHO = 0.4
"""How often an entry says a word of its own again, rather than any other; these were set by comparing."""


class Words:
    """One class of words, asked for as guests are seated in the restaurant of Pitman and Yor.

    A word is drawn again the more often it was drawn before; a new one comes with the probability that makes the
    number of different words grow with the power `discount` of the number drawn. New ones are taken from `known`
    in an order of chance, and then made by `invent`.
    """

    def __init__(
        self, chance: Random, known: Sequence[str], invent: Callable[[], str], *, discount: float, strength: float
    ) -> None:
        self._chance, self._invent, self._discount, self._strength = chance, invent, discount, strength
        self._new = list(dict.fromkeys(known))
        chance.shuffle(self._new)
        self._drawn: list[str] = []
        self._times: dict[str, int] = {}

    def draw(self) -> str:
        different, drawn = len(self._times), len(self._drawn)
        if self._chance.random() * (drawn + self._strength) < self._strength + self._discount * different:
            word = self._new.pop() if self._new else self._invent()
        else:
            word = self._chance.choice(self._drawn)
            # A word that was drawn n times counts as n - discount.
            while self._chance.random() * self._times[word] < self._discount:
                word = self._chance.choice(self._drawn)
        self._drawn.append(word)
        self._times[word] = self._times.get(word, 0) + 1
        return word


class Writer:
    """Writes names, sentences and paragraphs; with the same *seed* the same ones in the same order."""

    def __init__(self, seed: str) -> None:
        self.chance = chance = Random(seed)
        self._nouns = Words(chance, NOUNS, self._compound, discount=NOUN_DISCOUNT, strength=150)
        self._verbs = Words(chance, VERBS, self._again, discount=VERB_DISCOUNT, strength=80)
        self._adjectives = Words(chance, ADJECTIVES, self._based, discount=ADJECTIVE_DISCOUNT, strength=80)
        self._adverbs = Words(chance, ADVERBS, self._manner, discount=0.2, strength=20)
        self._names = Words(chance, (), self.new_name, discount=NAME_DISCOUNT, strength=40)
        self._figures = Words(chance, (), self._new_figure, discount=0.5, strength=20)
        self._written: dict[Words, list[str]] = {}

    def start_entry(self) -> None:
        """From here on the writer repeats itself within another entry."""
        self._written = {}

    def paragraph(self, words: int) -> str:
        """Sentences of about *words* words in all."""
        sentences: list[str] = []
        left = words
        while left > 0:
            sentence = self.sentence()
            sentences.append(sentence)
            left -= sentence.count(" ") + 1
        return " ".join(sentences)

    def sentence(self) -> str:
        text = self._clause()
        if self.chance.random() < 0.35:
            text += f" {self.chance.choice(JOINERS)} {self._clause()}"
        if self.chance.random() < 0.25:
            text = f"{self._place_words()}, {text}"
        return text[0].upper() + text[1:] + self.chance.choice((".",) * 9 + ("!", "?"))

    def items(self, count: int) -> str:
        """A list in Markdown."""
        return "\n".join(f"- {one[0].upper()}{one[1:]}" for one in (self._thing(0) for _ in range(count)))

    def name_word(self) -> str:
        """A word of a name: often one that other names have, sometimes a new one."""
        return self._names.draw()

    def title_word(self) -> str:
        return self._pick(self._nouns).capitalize()

    def new_name(self) -> str:
        """An invented name, such as Wendlecombe; most are of two or three syllables."""
        chance = self.chance
        syllables = [
            chance.choice(ONSETS) + chance.choice(VOWELS) + (chance.choice(CODAS) if chance.random() < 0.5 else "")
            for _ in range(chance.choice((1, 1, 2)))
        ]
        end = chance.choice(PLACE_ENDS) if len(syllables) == 1 else chance.choice(("", "a", "ey", "in", "o"))
        return ("".join(syllables) + end).capitalize()

    # The parts of a sentence

    def _clause(self) -> str:
        kind = self.chance.random()
        if kind < 0.1:
            return f"please {self._deed()}"
        if kind < 0.16:
            return f"there {self.chance.choice(('is', 'are', 'will be'))} {self._thing()} {self._place_words()}"
        if kind < 0.24:
            return f"it is {self._pick(self._adjectives)} to {self._deed()}"
        if kind < 0.45:
            subject, is_one = self.chance.choice(SUBJECTS)
        elif kind < 0.55:
            subject, is_one = self._proper(), True
        else:
            subject, is_one = self._noun_words()
        return f"{subject} {self._does(is_one=is_one)}"

    def _does(self, *, is_one: bool) -> str:
        kind = self.chance.random()
        if kind < 0.4:
            return f"{self.chance.choice(MODALS)} {self._deed()}"
        if kind < 0.55:
            return f"{'is' if is_one else 'are'} {self._deed(_with_ing)}"
        if kind < 0.75:
            return f"{'is' if is_one else 'are'} {_with_ed(self._pick(self._verbs))} {self._place_words()}"
        return self._deed(_with_s if is_one else str)

    def _deed(self, form: Callable[[str], str] = str) -> str:
        deed = form(self._pick(self._verbs))
        if self.chance.random() < 0.1:
            deed += f" {self._pick(self._adverbs)}"
        if self.chance.random() < 0.15:
            deed += f" and {form(self._pick(self._verbs))}"
        if self.chance.random() < 0.75:
            deed += f" {self._thing()}"
        if self.chance.random() < 0.15:
            deed += f" to {self._pick(self._verbs)} {self._thing(0)}"
        return deed + (f" {self._place_words()}" if self.chance.random() < 0.45 else "")

    def _thing(self, depth: int = 1) -> str:
        kind = self.chance.random()
        if kind < NAMES_SHARE:
            return self._proper()
        if kind < NAMES_SHARE + STOCK_SHARE:
            return self.chance.choice(STOCK)
        if kind < NAMES_SHARE + STOCK_SHARE + 0.08:
            return self.chance.choice(PRONOUNS)
        return self._noun_words(depth)[0]

    def _noun_words(self, depth: int = 1) -> tuple[str, bool]:
        """A noun with what stands around it, and whether it is one thing."""
        noun, is_one = self._pick(self._nouns), self.chance.random() < 0.55
        if self.chance.random() < 0.12:
            noun = f"{noun} {self._pick(self._nouns)}"
        if self.chance.random() < 0.3:
            noun = f"{self._pick(self._adjectives)} {noun}"
        determiner = self.chance.choice(DETERMINERS)
        if not is_one:
            text = _with_s(noun) if self.chance.random() < 0.5 else f"{self.chance.choice(FOR_MANY)} {_with_s(noun)}"
        elif determiner == "a" and noun[0] in "aeiou":
            text = f"an {noun}"
        else:
            text = f"{determiner} {noun}"
        if depth and self.chance.random() < 0.25:
            text += f" {self.chance.choice(PREPOSITIONS)} {self._thing(depth - 1)}"
        return text, is_one

    def _place_words(self) -> str:
        return f"{self.chance.choice(PREPOSITIONS)} {self._thing(0)}"

    def _proper(self) -> str:
        if self.chance.random() < 0.3:
            return self._figures.draw()
        name = self._names.draw()
        if self.chance.random() < 0.5:
            name += f" {self._pick(self._nouns).capitalize()}"
        return name

    def _pick(self, words: Words) -> str:
        """A word of this class: one that the entry has already, or another."""
        written = self._written.setdefault(words, [])
        word = self.chance.choice(written) if written and self.chance.random() < ECHO else words.draw()
        written.append(word)
        return word

    # New words, when the lists are used up

    def _compound(self) -> str:
        return self.chance.choice(NOUNS) + self.chance.choice(NOUNS)

    def _again(self) -> str:
        return self.chance.choice(("re", "over", "under", "out", "pre", "mis", "un")) + self.chance.choice(VERBS)

    def _based(self) -> str:
        kind = self.chance.random()
        if kind < 0.5:
            return self.chance.choice(NOUNS) + self.chance.choice(("less", "based", "like", "wide", "led", "y"))
        return self.chance.choice(("un", "non", "over", "inter", "semi")) + self.chance.choice(ADJECTIVES)

    def _manner(self) -> str:
        return self.chance.choice(ADJECTIVES) + "ly"

    def _new_figure(self) -> str:
        chance = self.chance
        hour, minute = chance.randint(1, 12), chance.choice(("", ".15", ".30", ".45"))
        return chance.choice(
            (
                f"{hour}{minute}{chance.choice(('am', 'pm'))}",
                f"£{chance.randint(1, 90)}",
                str(chance.randint(1, 999)),
                str(chance.randint(1948, 2026)),
                f"01632 960{chance.randint(0, 999):03}",
                "".join(chance.choice("ABCDEFGHIJKLMNOPRSTUVWY") for _ in range(chance.randint(2, 5))),
            )
        )


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else word + "s"


def _with_ing(word: str) -> str:
    return (word[:-1] if word.endswith("e") and not word.endswith("ee") else word) + "ing"


def _with_ed(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied"
    return word + ("d" if word.endswith("e") else "ed")
