"""The tables: which glyph a command draws, and which small and lettered forms glyphs have."""

from __future__ import annotations

from quizapp.maths.tree import Kind, Symbol, Word


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GLYPHS = {
    Kind.ORD: r"""
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
        kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ
        upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π
        Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ imath ı jmath ȷ
        Re ℜ Im ℑ aleph ℵ wp ℘ top ⊤ bot ⊥ prime ′ forall ∀ exists ∃ nexists ∄ emptyset ∅
        varnothing ∅ neg ¬ lnot ¬ angle ∠ triangle △ square □ blacksquare ■ dagger † ddagger ‡
        S § P ¶ ldots … dots … dotsc … dotsb ⋯ cdots ⋯ vdots ⋮ ddots ⋱ checkmark ✓
        | ‖ Vert ‖ vert | backslash \ % % _ _ $ $ # # & &""",
    Kind.REL: r"""
        leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ lt < gt > approx ≈ sim ∼ simeq ≃ cong ≅ equiv ≡ doteq ≐
        propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ mid ∣ nmid ∤
        parallel ∥ perp ⟂ ll ≪ gg ≫ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ triangleq ≜
        coloneqq ≔ models ⊨ vdash ⊢ asymp ≍ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔
        Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦
        longrightarrow ⟶ longleftarrow ⟵ longmapsto ⟼ uparrow ↑ downarrow ↓ rightharpoonup ⇀
        hookrightarrow ↪ leadsto ⇝ nearrow ↗ searrow ↘ bowtie ⋈""",
    Kind.BIN: r"""
        cdot · times × div ÷ odot ⊙ otimes ⊗ oplus ⊕ ominus ⊖ pm ± mp ∓ ast ∗ circ ∘ bullet ∙ cup ∪
        cap ∩ sqcup ⊔ setminus ∖ star ⋆ land ∧ wedge ∧ lor ∨ vee ∨ diamond ⋄""",
    Kind.BIG: r"""
        sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁
        bigwedge ⋀ bigsqcup ⨆""",
    Kind.OP: "int ∫ iint ∬ iiint ∭ oint ∮",
    Kind.OPEN: "{ { lbrace { langle ⟨ lfloor ⌊ lceil ⌈ lVert ‖ lvert | lbrack [",
    Kind.CLOSE: "} } rbrace } rangle ⟩ rfloor ⌋ rceil ⌉ rVert ‖ rvert | rbrack ]",
    Kind.PUNCT: "colon :",
}
SYMBOLS = {
    name: Symbol(glyph, kind)
    for kind, text in _GLYPHS.items()
    for name, glyph in _pairs(text).items()
}
"""Command without its backslash -> symbol."""

_ASCII = {
    **dict.fromkeys("+*", Kind.BIN),
    **dict.fromkeys("=<>:", Kind.REL),
    **dict.fromkeys(",;", Kind.PUNCT),
    **dict.fromkeys("([", Kind.OPEN),
    **dict.fromkeys(")]", Kind.CLOSE),
    **dict.fromkeys("|/.!?@", Kind.ORD),
}
CHARACTERS = {
    **{symbol.text: symbol for symbol in SYMBOLS.values() if not symbol.text.isascii()},
    **{character: Symbol(character, kind) for character, kind in _ASCII.items()},
    "-": Symbol("−", Kind.BIN),
    "−": Symbol("−", Kind.BIN),
    "*": Symbol("∗", Kind.BIN),
    "‖": Symbol("‖"),
}
"""Character as it may stand in the source -> symbol; letters and digits stand for themselves."""

NEGATED = _pairs("= ≠ ∈ ∉ ≡ ≢ ≤ ≰ ≥ ≱ < ≮ > ≯ ∼ ≁ ≈ ≉ ⊂ ⊄ ⊆ ⊈ ∃ ∄ ∣ ∤ ∥ ∦ → ↛ ≃ ≄ ≅ ≇ ∋ ∌")
SPACES = {",": 1, ":": 1, ">": 1, ";": 1, "!": 0, " ": 1, "\n": 1, "quad": 2, "qquad": 4}
WIDE = 2
"""A space at least this wide stands between formulas, not inside of one."""
FUNCTIONS = _names("""
    arccos arcsin arctan cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan
    tanh
""")
LIMITED = {
    **{name: name for name in _names("argmax argmin det gcd inf lim max min sup Pr")},
    "limsup": "lim sup",
    "liminf": "lim inf",
}
BMOD = Word("mod", Kind.BIN)

STYLES = _names("""
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag
""")
"""Commands that change how TeX sets a formula and not what it says."""
BIGS = frozenset(size + side for size in ("big", "Big", "bigg", "Bigg") for side in ("", *"lrm"))

SUB = dict(
    zip("0123456789+−=()aehijklmnprstuvxβφ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₚᵣₛₜᵤᵥₓᵦᵩ", strict=True)
)
"""Full-size glyph -> subscript. ₒ, ᵧ, ᵨ and ᵪ are left out: they pass for ₀, ᵥ, ₚ and ₓ."""
SUP = dict(
    zip(
        "0123456789+−=()abcdefghijklmnprstuvwxyzABDEGHJKLMNPRUVW⊤′βδφ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴶᴷᴸᴹᴺᴾᴿᵁⱽᵂᵀ′ᵝᵟᵠ",
        strict=True,
    )
)
"""Full-size glyph -> superscript. ᵀ is the transpose, no T; ᵒ, ᴼ, ᴵ, ᶿ, ᵞ and ᵡ pass for others."""
STARS = {"∗": "*", "⋆": "⋆", "∘": "°"}
"""Operations that are signs when they stand alone as a superscript: x* is no product."""
MAX_SMALL = 7
"""Small glyphs in a run; longer scripts are hard to read and get a row of their own."""

VULGAR = {
    ("1", "2"): "½",
    ("1", "3"): "⅓",
    ("2", "3"): "⅔",
    ("1", "4"): "¼",
    ("3", "4"): "¾",
    ("1", "5"): "⅕",
    ("1", "6"): "⅙",
    ("1", "8"): "⅛",
    ("3", "8"): "⅜",
    ("5", "8"): "⅝",
}

ACCENTS = {
    "hat": ("\u0302", "ˆ"),
    "bar": ("\u0304", "ˉ"),
    "tilde": ("\u0303", "˜"),
    "vec": ("\u20d7", "^→"),
    "left": ("\u20d6", "^←"),
    "dot": ("\u0307", "˙"),
    "ddot": ("\u0308", "¨"),
    "check": ("\u030c", "ˇ"),
    "breve": ("\u0306", "˘"),
    "acute": ("\u0301", "´"),
    "grave": ("\u0300", "ˋ"),
    "ring": ("\u030a", "˚"),
    "under": ("\u0332", "ˍ"),
}
"""Accent -> how it combines with one glyph, and how it stands behind the brackets of several."""
ACCENT_COMMANDS = {
    **{name: name for name in ACCENTS if name not in ("left", "ring", "under")},
    "widehat": "hat",
    "overline": "bar",
    "widetilde": "tilde",
    "overrightarrow": "vec",
    "overleftarrow": "left",
    "mathring": "ring",
    "underline": "under",
}

_LETTERS = {  # where A and a stand, and the letters that Unicode put elsewhere
    "bb": (0x1D538, 0x1D552, _pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ")),
    "cal": (0x1D49C, 0x1D4B6, _pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ")),
    "frak": (0x1D504, 0x1D51E, _pairs("C ℭ H ℌ I ℑ R ℜ Z ℨ")),
    "bf": (0x1D400, 0x1D41A, _pairs("∇ 𝛁 ∂ 𝛛 ϵ 𝛜 ϑ 𝛝 ϕ 𝛟 ϱ 𝛠 ϖ 𝛡")),
}
_DIGITS = {"bb": 0x1D7D8, "bf": 0x1D7CE}
FONTS = {
    "mathbb": "bb",
    "mathcal": "cal",
    "mathscr": "cal",
    "mathfrak": "frak",
    "mathbf": "bf",
    "boldsymbol": "bf",
    "bm": "bf",
    "pmb": "bf",
}
UPRIGHT = _names("mathrm mathit mathsf mathtt mathnormal operatorname")
TEXTS = _names("text textrm textbf textit texttt textsf textnormal mbox")


def letter(character: str, font: str) -> str:
    """The character in a font ("bb", "cal", "frak", "bf"), or itself where it has no such form."""
    if font not in _LETTERS:
        return character
    upper, lower, elsewhere = _LETTERS[font]
    if character in elsewhere:
        return elsewhere[character]
    if "A" <= character <= "Z":
        return chr(upper + ord(character) - ord("A"))
    if "a" <= character <= "z":
        return chr(lower + ord(character) - ord("a"))
    if "0" <= character <= "9" and font in _DIGITS:
        return chr(_DIGITS[font] + int(character))
    if font == "bf" and "Α" <= character <= "Ω":
        return chr(0x1D6A8 + ord(character) - ord("Α"))
    if font == "bf" and "α" <= character <= "ω":
        return chr(0x1D6C2 + ord(character) - ord("α"))
    return character
