//! The limitations of the model that every report states, in accordance with docs/model.md.

/// A heading word and a sentence or two for each limit.
pub(super) const LIMITS: [(&str, &str); 6] = [
    (
        "Not a forecast.",
        "This is a stylised model, drawn from one news article, for teaching and research. Its results are properties of the model \
         with its numbers.",
    ),
    (
        "The intervals understate the uncertainty.",
        "They are 95 % intervals for the random variation between runs. They show how closely the runs pin the model down, not how \
         well the model fits the world.",
    ),
    (
        "Most parameters are assumed.",
        "Evidence on such processes is thin, mostly from civil wars, observational and selected: it can support shapes and \
         directions, not levels.",
    ),
    (
        "The adversary makes no choices.",
        "The fighting is an exogenous process, unless the scenario seats a counterpart. Human suffering is an index, strain.",
    ),
    (
        "Rules do not learn, deceive or bargain outside the table.",
        "There is no ripeness, no price of backing down at home, no veto player within a state; a settlement fails at a \
         hazard rate: nobody decides to break it.",
    ),
    (
        "Not about real people, and never about one run.",
        "Roles are generic. A single run is an illustration.",
    ),
];
