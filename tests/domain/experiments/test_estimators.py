"""Every estimator against an independent computation of the same thing."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from tutor.domain.experiments.distributions import chi_squared_tail, t_quantile, t_tail
from tutor.domain.experiments.estimators import excursion_effect, randomised_effect
from tutor.domain.experiments.estimators.effect import TooFewError
from tutor.domain.experiments.estimators.linear import robust_contrast
from tutor.domain.experiments.estimators.off_policy import Logged, off_policy
from tutor.domain.experiments.sample_size import (
    classes_an_arm,
    learners_an_arm,
    learners_for_parts,
)

RNG = np.random.default_rng(7)
N = 60
TREATED = np.arange(N) % 3 == 0
BEFORE = RNG.normal(size=N)
OUTCOME = 0.4 * TREATED + 0.5 * BEFORE + RNG.normal(size=N) * (1 + TREATED)


@pytest.mark.parametrize("dof", [1.0, 2.7, 15.0, 400.0])
def test_tails_and_quantiles_are_those_of_scipy(dof: float) -> None:
    for t in (0.1, 1.0, 2.5, 8.0):
        assert t_tail(t, dof=dof) == pytest.approx(2 * stats.t.sf(t, dof), rel=1e-9)
    for p in (0.025, 0.5, 0.9, 0.999):
        assert t_quantile(p, dof=dof) == pytest.approx(stats.t.ppf(p, dof), abs=1e-8, rel=1e-8)


def test_chi_squared_tails_are_those_of_scipy() -> None:
    for value in (0.0, 0.3, 2.0, 9.0, 40.0):
        for dof in (1, 2, 5):
            expected = stats.chi2.sf(value, dof)
            assert chi_squared_tail(value, dof=dof) == pytest.approx(expected, rel=1e-9)


def test_two_groups_have_welchs_variance_and_bell_and_mccaffreys_freedom() -> None:
    found = randomised_effect(list(OUTCOME), is_treated=list(TREATED))
    ours, theirs = OUTCOME[TREATED], OUTCOME[~TREATED]
    welch = stats.ttest_ind(ours, theirs, equal_var=False)
    assert found.estimate == pytest.approx(ours.mean() - theirs.mean())
    assert found.estimate / found.se == pytest.approx(welch.statistic)
    n, m = len(ours), len(theirs)
    # Imbens and Kolesar 2016, section II.
    freedom = (n + m) ** 2 * (n - 1) * (m - 1) / (n**2 * (n - 1) + m**2 * (m - 1))
    assert found.dof == pytest.approx(freedom)
    reach = stats.t.ppf(0.975, freedom) * found.se
    assert (found.low, found.high) == pytest.approx(
        (found.estimate - reach, found.estimate + reach)
    )


def test_the_adjusted_effect_is_lins_regression_with_hc2() -> None:
    found = randomised_effect(list(OUTCOME), is_treated=list(TREATED), covariates=[list(BEFORE)])
    centred = BEFORE - BEFORE.mean()
    design = np.column_stack([np.ones(N), TREATED, centred, centred * TREATED])
    theirs = sm.OLS(OUTCOME, design).fit(cov_type="HC2")
    assert found.estimate == pytest.approx(theirs.params[1])
    assert found.se == pytest.approx(theirs.bse[1])


def test_missing_covariates_are_filled_and_marked() -> None:
    gaps = [None if n % 10 == 0 else float(value) for n, value in enumerate(BEFORE)]
    found = randomised_effect(list(OUTCOME), is_treated=list(TREATED), covariates=[gaps])
    is_gap = np.arange(N) % 10 == 0
    filled = np.where(is_gap, BEFORE[~is_gap].mean(), BEFORE)
    columns = [filled - filled.mean(), is_gap - is_gap.mean()]
    design = np.column_stack(
        [np.ones(N), TREATED, *(part for one in columns for part in (one, one * TREATED))]
    )
    assert found.estimate == pytest.approx(sm.OLS(OUTCOME, design).fit().params[1])


def _cr2_by_hand(x: np.ndarray, y: np.ndarray, clusters: np.ndarray) -> tuple[float, float]:
    """Bell and McCaffrey's formulas, written out with whole matrices."""
    n = len(y)
    bread = np.linalg.inv(x.T @ x)
    hat = x @ bread @ x.T
    residuals = (np.eye(n) - hat) @ y
    meat = np.zeros_like(bread)
    columns = []
    for label in np.unique(clusters):
        own = np.flatnonzero(clusters == label)
        block = np.eye(len(own)) - hat[np.ix_(own, own)]
        values, vectors = np.linalg.eigh(block)
        # With the arm constant within classes a block is regular as long as arms have two.
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        score = x[own].T @ root @ residuals[own]
        meat += np.outer(score, score)
        columns.append((np.eye(n) - hat)[:, own] @ root @ x[own] @ bread[:, 1])
    cross = np.column_stack(columns).T @ np.column_stack(columns)
    dof = np.trace(cross) ** 2 / np.trace(cross @ cross)
    return float(np.sqrt((bread @ meat @ bread)[1, 1])), float(dof)


def test_clusters_get_bell_and_mccaffreys_correction() -> None:
    clusters = np.repeat(np.arange(10), 6)
    treated = clusters % 2 == 0
    x = np.column_stack([np.ones(N), treated, BEFORE])
    found = robust_contrast(x, OUTCOME, of=1, clusters=clusters)
    se, dof = _cr2_by_hand(x, OUTCOME, clusters)
    assert (found.se, found.dof) == pytest.approx((se, dof))
    theirs = sm.OLS(OUTCOME, x).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    assert found.estimate == pytest.approx(theirs.params[1])


def test_classes_are_counted_as_units() -> None:
    clusters = [int(label) for label in np.repeat(np.arange(10), 6)]
    treated = [label % 2 == 0 for label in clusters]
    found = randomised_effect(list(OUTCOME), is_treated=treated, clusters=clusters)
    assert (found.units, found.control_units) == (5, 5)
    assert found.dof < 10


def test_one_unit_against_many_is_refused() -> None:
    with pytest.raises(TooFewError, match="1 learners against 3"):
        randomised_effect([1, 2, 3, 4], is_treated=[True, False, False, False])


def _trial(*, learners: int = 40, parts: int = 12, seed: int = 3) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(learners), parts)
    context = rng.normal(size=len(who))
    p = 1 / (1 + np.exp(-0.8 * context))
    treated = rng.random(len(who)) < p
    own = rng.normal(scale=0.5, size=learners)[who]
    outcome = context**2 + own + 0.3 * treated + rng.normal(size=len(who))
    return {"who": who, "context": context, "p": p, "treated": treated, "outcome": outcome}


def test_the_excursion_effect_is_weighted_least_squares_of_the_centred_treatment() -> None:
    trial = _trial()
    found = excursion_effect(
        list(trial["outcome"]),
        is_treated=list(trial["treated"]),
        propensity_p=list(trial["p"]),
        learners=list(trial["who"]),
        controls=[list(trial["context"])],
    )
    share = trial["treated"].mean()
    weights = np.where(trial["treated"], share / trial["p"], (1 - share) / (1 - trial["p"]))
    design = np.column_stack([trial["treated"] - share, np.ones(len(weights)), trial["context"]])
    theirs = sm.WLS(trial["outcome"], design, weights=weights).fit(
        cov_type="cluster",
        cov_kwds={"groups": trial["who"], "use_correction": False},
    )
    assert found.estimate == pytest.approx(theirs.params[0])
    # Mancl and DeRouen's correction widens it a little.
    assert theirs.bse[0] < found.se < 1.15 * theirs.bse[0]
    assert found.dof == 40 - 3


def test_its_variance_is_mancl_and_derouens() -> None:
    trial = _trial()
    treated = np.arange(len(trial["who"])) % 2 == 0
    found = excursion_effect(
        list(trial["outcome"]),
        is_treated=list(treated),
        propensity_p=[0.5] * len(treated),
        learners=list(trial["who"]),
    )
    design = np.column_stack([treated - 0.5, np.ones(len(treated))])
    theirs = sm.GEE(trial["outcome"], design, groups=trial["who"]).fit(cov_type="bias_reduced")
    assert found.se == pytest.approx(theirs.bse[0], rel=1e-6)


def test_a_few_learners_or_parts_are_refused() -> None:
    with pytest.raises(TooFewError, match="4 learners"):
        excursion_effect(
            [1.0] * 4, is_treated=[True] * 4, propensity_p=[0.5] * 4, learners=range(4)
        )
    with pytest.raises(TooFewError, match="0 were not"):
        excursion_effect(
            [1.0] * 20, is_treated=[True] * 20, propensity_p=[0.5] * 20, learners=range(20)
        )


def _decisions(n: int, *, seed: int = 1, target_p: float = 0.8) -> list[Logged]:
    """Two actions, logged at 0.3; the first is right 0.7 of the time, the other 0.5."""
    rng = Random(seed)
    rows = []
    for number in range(n):
        is_first = rng.random() < 0.3
        rows.append(
            Logged(
                reward=float(rng.random() < (0.7 if is_first else 0.5)),
                logged_p=0.3 if is_first else 0.7,
                target_p=target_p if is_first else 1 - target_p,
                learner=number // 5,
                predicted=0.6 if is_first else 0.55,
                predicted_value=0.6 * target_p + 0.55 * (1 - target_p),
            )
        )
    return rows


def test_off_policy_values_are_their_textbook_sums() -> None:
    rows = _decisions(500)
    found = off_policy(rows)
    assert found is not None
    weights = [row.target_p / row.logged_p for row in rows]
    plain = sum(w * row.reward for w, row in zip(weights, rows, strict=True))
    assert found.weighted.estimate == pytest.approx(plain / 500)
    assert found.self_normalised.estimate == pytest.approx(plain / sum(weights))
    robust = sum(
        row.predicted_value + w * (row.reward - row.predicted)
        for w, row in zip(weights, rows, strict=True)
    )
    assert found.doubly_robust.estimate == pytest.approx(robust / 500)
    assert found.effective == pytest.approx(sum(weights) ** 2 / sum(w * w for w in weights))


def test_off_policy_errors_are_those_of_clustered_least_squares() -> None:
    rows = _decisions(500)
    found = off_policy(rows)
    assert found is not None
    scores = np.array([row.target_p / row.logged_p * row.reward for row in rows])
    groups = np.array([row.learner for row in rows])
    theirs = sm.OLS(scores, np.ones(len(scores))).fit(
        cov_type="cluster", cov_kwds={"groups": groups, "df_correction": False}
    )
    # statsmodels also multiplies by (n - 1) / (n - 1) = 1 for one column.
    assert found.weighted.se == pytest.approx(theirs.bse[0], rel=1e-6)


def test_too_few_effective_decisions_end_in_doubt() -> None:
    found = off_policy(_decisions(40))
    assert found is not None
    assert "This cannot tell" in found.doubt and "100 are the least" in found.doubt
    assert off_policy([]) is None


def test_estimates_that_disagree_end_in_doubt() -> None:
    rows = _decisions(800, target_p=0.3)
    wrong = [
        Logged(
            reward=row.reward,
            logged_p=row.logged_p,
            target_p=row.target_p + (0.1 if row.logged_p == 0.3 else -0.1),
            learner=row.learner,
            predicted=0.1,
            predicted_value=0.1,
        )
        for row in rows
    ]
    found = off_policy(wrong)
    assert found is not None and "disagree" in found.doubt


@pytest.mark.parametrize(("effect", "explained_p"), [(0.2, 0.0), (0.5, 0.0), (0.35, 0.4)])
def test_sample_sizes_are_those_of_statsmodels(effect: float, explained_p: float) -> None:
    n = learners_an_arm(effect=effect, spread=1.0, explained_p=explained_p)
    standardised = effect / (1 - explained_p) ** 0.5
    theirs = TTestIndPower().solve_power(effect_size=standardised, power=0.8, alpha=0.05)
    assert n == pytest.approx(theirs, abs=1)


def test_classes_of_one_are_learners() -> None:
    one = classes_an_arm(effect=0.4, spread=1.0, class_size=1, icc_p=0.2)
    assert one == learners_an_arm(effect=0.4, spread=1.0)
    assert classes_an_arm(effect=0.4, spread=1.0, class_size=20, icc_p=0.1) > one / 20


def test_more_parts_need_fewer_learners() -> None:
    few = learners_for_parts(effect=0.1, spread=0.46, parts=5)
    many = learners_for_parts(effect=0.1, spread=0.46, parts=20)
    assert few > 3 * many
    with pytest.raises(ValueError, match="never be told apart"):
        learners_for_parts(effect=0.0, spread=0.46, parts=5)
