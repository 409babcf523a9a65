"""Two hundred pairs as learners and books write them: first | second | what the comparison says."""

from __future__ import annotations

_TEXT = r"""
# equal
2x+3 | 3+2x | equal
2x+3 | 2*x + 3 | equal
2(x+1) | 2x+2 | equal
(x+1)^2 | x^2+2x+1 | equal
(x+2)(x-2) | x^2-4 | equal
x^2·x^3 | x^5 | equal
x/2 | 0.5x | equal
x/2 | \frac{x}{2} | equal
\frac{1}{2}x | x/2 | equal
1/2 | 0.5 | equal
3/4 | 6/8 | equal
1 1/2 | 3/2 | equal
1 1/2 | 1.5 | equal
1½ | 3/2 | equal
-1 1/2 | -3/2 | equal
2\frac{1}{3} | 7/3 | equal
\frac12 | 0.5 | equal
x² | x^2 | equal
x**2 | x^2 | equal
x⁻² | 1/x^2 | equal
√5 | sqrt(5) | equal
\sqrt{5} | 5^(1/2) | equal
\sqrt[3]{x} | x^{1/3} | equal
cbrt(-8) | -2 | equal
sqrt(12) | 2√3 | equal
sqrt(8)/sqrt(2) | 2 | equal
1/√2 | √2/2 | equal
1/(1+√2) | √2-1 | equal
√2·√3 | √6 | equal
sqrt(x^2) | |x| | equal
sqrt(4x+8) | 2 sqrt(x+2) | equal
(√x)^2·x | x^2 | equal
|−3| | 3 | equal
|x-1| | |1-x| | equal
2|x|+1 | 1+2|x| | equal
6×7 | 42 | equal
8÷2 | 4 | equal
8−2 | 6 | equal
2·3 | 6 | equal
−x | -x | equal
9.6\times{10}^4 | 96000 | equal
1.2e3 | 1200 | equal
7.8*10^{-3} | 0.0078 | equal
pi r^2 | r^2 π | equal
2\pi | 2pi | equal
\left(x+1\right)\left(x-1\right) | x^2-1 | equal
x=5 | 5=x | equal
x=5 | 5 | equal
5 | x=5 | equal
2x=10 | x=5 | equal
y=2x+3 | 2x-y+3=0 | equal
y=2x+3 | y-3=2x | equal
3x-6=9 | x-2=3 | equal
1/6+1/5=1/t | 11t=30 | equal
\frac{80}{r}=\frac{80}{r+4}+1 | 80(r+4)=80r+r(r+4) | equal
sqrt(2m-3)=5 | 5=\sqrt{2m-3} | equal
A=F/M | A=\frac{F}{M} | equal
√2 x=2 | x=√2 | equal
x>3 | 3<x | equal
5x≥15 | x≥3 | equal
-x<3 | x>-3 | equal
-2x≤6 | x>=-3 | equal
2<x≤5 | 5>=x>2 | equal
2<x≤5 | (2,5] | equal
x>2 and x<=5 | 2<x≤5 | equal
x≥2 | [2,∞) | equal
x<2 | (-\infty,2) | equal
x<1 or x>3 | x>3, x<1 | equal
(-∞,1)∪(3,∞) | x<1 or x>3 | equal
[0,1) | [0, 2/2) | equal
±3 | 3,-3 | equal
x=±3 | x=3 or x=-3 | equal
x=±3 | -3, 3 | equal
5±√2 | 5+√2, 5-√2 | equal
\frac{5\pm \sqrt{61}}{2} | 5/2 ± √61/2 | equal
x = 2, x = -1 | -1, 2 | equal
x=2 or x=-1 | {2,-1} | equal
{1,2} | {2,1} | equal
{3} | 3 | equal
(2,3) | (4/2, 3.0) | equal
(0,13), DNE | (0, 13), dne | equal
no solution | No Solution | equal
DNE | no solution | equal
UND | undefined | equal
$1.79 | 1.79 | equal
$1.79 | $ 1.79 | equal
8.3% | 0.083 | equal
45° | 45 | equal
45^\circ | 45° | equal
x_1+x_2 | x_2+x_1 | equal
a(b+c) | ab+ac | equal
(a+b)(a-b) | a²-b² | equal
\frac{x^2-1}{x-1} | x+1 | equal
1/x+1/y | (x+y)/(xy) | equal
x^{-1} | 1/x | equal
2^3^2 | 512 | equal
-2^2 | -4 | equal
(-2)^2 | 4 | equal
2^x·2 | 2^{x+1} | equal
sin(x)^2+cos(x)^2 | 1 | equal
ln(e_1)+0 | ln(e_1) | equal
0.25x+0.75 | x/4+3/4 | equal
3x-2x | x | equal
x+x+x | 3x | equal
0.1+0.2 | 0.3 | equal
(x^{1/4})^4 | x | equal
t^{\frac{1}{4}} | \sqrt[4]{t} | equal
\begin{bmatrix}1&2\\3&4\end{bmatrix} | \begin{bmatrix}1&4/2\\3&4\end{bmatrix} | equal
x-y=1, x+y=3 | y+x=3, x-y=1 | equal
(x+y+z)^3 | x^3+y^3+z^3+3x^2y+3xy^2+3x^2z+3xz^2+3y^2z+3yz^2+6xyz | equal
10x+5y | 5(2x+y) | equal
(2x)^3 | 8x^3 | equal
\frac{3b+20a}{36a^3b^3} | \frac{b}{12a^3b^3}+\frac{5}{9a^2b^3} | equal
٣x | 3x | equal
x≠3 | 3≠x | equal
# unequal
2x+3 | 2x-3 | unequal
2x+3 | 3x+2 | unequal
2(x+1) | 2x+1 | unequal
(x+1)^2 | x^2+1 | unequal
x^2·x^3 | x^6 | unequal
-2^2 | 4 | unequal
1/2x | 1/(2x) | unequal
x/y | y/x | unequal
3/4 | 0.7 | unequal
1/3 | 0.33 | unequal
1/3 | 0.333333333333 | unequal
1 1/2 | 1/2 | unequal
sqrt(x^2) | x | unequal
√(a+b) | √a+√b | unequal
√8 | 2 | unequal
1/√2 | √2 | unequal
|x| | x | unequal
|x-1| | x-1 | unequal
x=5 | x=-5 | unequal
x=5 | y=5 | unequal
x=5 | 5x | unequal
y=2x+3 | y=2x-3 | unequal
y=2x+3 | y=3x+2 | unequal
x^2=5x | x=5 | unequal
x^2=9 | x=3 | unequal
2x=10 | 2x=11 | unequal
x>3 | x<3 | unequal
x>3 | x≥3 | unequal
x>3 | x=3 | unequal
-x<3 | x<-3 | unequal
-2x≤6 | x≤-3 | unequal
2<x≤5 | 2≤x≤5 | unequal
2<x≤5 | [2,5] | unequal
(2,5] | (2,5) | unequal
[2,∞) | [2,-∞) | unequal
x≥2 | (-∞,2] | unequal
±3 | 3 | unequal
±3 | 3,-2 | unequal
x=±3 | x=9 | unequal
5±√2 | 5±√3 | unequal
x=2, x=-1 | x=2 | unequal
x=2, x=-1 | x=2, x=1 | unequal
{1,2} | {1,2,3} | unequal
(2,3) | (3,2) | unequal
(2,3) | (2,3,0) | unequal
no solution | 0 | unequal
no solution | undefined | unequal
true | false | unequal
$1.79 | 1.97 | unequal
$5 | €5 | unequal
8.3% | 8.3 | unequal
2^x | x^2 | unequal
2^{x+1} | 2^x+1 | unequal
sin(x)^2 | sin(x^2) | unequal
sin(2x) | 2 sin(x) | unequal
a(b+c) | ab+c | unequal
1/x+1/y | 1/(x+y) | unequal
x^{-1} | -x | unequal
x_1 | x_2 | unequal
(x+y)^3 | x^3+y^3 | unequal
10^3 | 30 | unequal
1.2e3 | 1.2 | unequal
0.1+0.2 | 0.30001 | unequal
\begin{bmatrix}1&2\\3&4\end{bmatrix} | \begin{bmatrix}1&2\\4&3\end{bmatrix} | unequal
\begin{bmatrix}1&2\end{bmatrix} | \begin{bmatrix}1\\2\end{bmatrix} | unequal
x-y=1, x+y=3 | x-y=1, x+y=4 | unequal
cbrt(-8) | 2 | unequal
pi | 3.14 | unequal
pi | 22/7 | unequal
x | x+10^{-9} | unequal
(x+1)^{20} | (x+1)^{20}+x | unequal
\sqrt[4]{t} | \sqrt[3]{t} | unequal
100x | 10^x | unequal
2x+3y | 2y+3x | unequal
t^2 | 2t | unequal
x≠3 | x=3 | unequal
0=0 | x=x+1 | unequal
# undefined: the first has no value
1/0 | 0 | undefined
5/(2-2) | 5 | undefined
x/(x-x) | 1 | undefined
0^{-1} | 0 | undefined
0^0 | 1 | undefined
1/(√2·√2-2) | 3 | undefined
(x+1)/0 | x+1 | undefined
sqrt(-4) | 2 | undefined
(-4)^{1/2} | -2 | undefined
ln(0) | 0 | undefined
1/(3-6/2) | 1 | undefined
"""


def _pairs() -> tuple[tuple[str, str, str], ...]:
    lines = [line for line in _TEXT.splitlines() if line.strip() and not line.startswith("#")]
    found = []
    for line in lines:
        first, *middle, verdict = line.split(" | ")  # the middle may hold bars of its own
        found.append((first, " | ".join(middle), verdict))
    return tuple(found)


PAIRS = _pairs()
