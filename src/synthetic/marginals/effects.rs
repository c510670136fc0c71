//! What each fact of an application adds to the latent risk, in standard deviations of that risk.
//!
//! The effects were fitted so that the default rate of each level comes out as published (home
//! credit facts: measured on real rows) once everything else that goes with the level has had its
//! say. Positive is riskier.

/// Effects of the levels of a category.
pub(in crate::synthetic) type Levels = &'static [(&'static str, f64)];

/// Effects of a number: `effects[i]` holds below `edges[i]`, the last one above every edge.
#[derive(Debug, Clone, Copy)]
pub(in crate::synthetic) struct Steps {
    pub(in crate::synthetic) edges: &'static [f64],
    pub(in crate::synthetic) effects: &'static [f64],
}

impl Steps {
    /// The effect of a value.
    pub(in crate::synthetic) fn of(&self, value: f64) -> f64 {
        let step = self.edges.partition_point(|edge| *edge <= value);
        self.effects[step.min(self.effects.len() - 1)]
    }
}

/// The effect of a level, zero for a level too rare to have one.
pub(in crate::synthetic) fn of_level(levels: Levels, level: &str) -> f64 {
    levels.iter().find(|(name, _)| *name == level).map_or(0.0, |(_, effect)| *effect)
}

/// `CODE_GENDER`.
pub(in crate::synthetic) const GENDER: Levels = &[("F", -0.093), ("M", 0.147)];

/// `NAME_EDUCATION_TYPE`.
pub(in crate::synthetic) const EDUCATION: Levels = &[
    ("Academic degree", -0.324),
    ("Higher education", -0.237),
    ("Incomplete higher", -0.090),
    ("Lower secondary", 0.160),
    ("Secondary / secondary special", 0.052),
];

/// `NAME_FAMILY_STATUS`.
pub(in crate::synthetic) const FAMILY_STATUS: Levels = &[
    ("Civil marriage", 0.118),
    ("Married", -0.046),
    ("Separated", 0.068),
    ("Single / not married", 0.063),
    ("Widow", 0.076),
];

/// `NAME_HOUSING_TYPE`.
pub(in crate::synthetic) const HOUSING: Levels = &[
    ("Co-op apartment", -0.101),
    ("House / apartment", -0.007),
    ("Municipal apartment", 0.068),
    ("Office apartment", -0.058),
    ("Rented apartment", 0.213),
    ("With parents", 0.132),
];

/// `OCCUPATION_TYPE`.
pub(in crate::synthetic) const OCCUPATION: Levels = &[
    ("(missing)", -0.048),
    ("Accountants", -0.138),
    ("Cleaning staff", 0.046),
    ("Cooking staff", 0.107),
    ("Core staff", -0.077),
    ("Drivers", 0.042),
    ("High skill tech staff", -0.109),
    ("Laborers", 0.093),
    ("Low-skill Laborers", 0.232),
    ("Managers", -0.102),
    ("Medicine staff", -0.063),
    ("Private service staff", -0.041),
    ("Sales staff", 0.080),
    ("Security staff", 0.025),
    ("Waiters/barmen staff", 0.124),
    ("IT staff", -0.162),
    ("HR staff", -0.108),
    ("Secretaries", 0.022),
    ("Realty agents", -0.054),
];

/// `ORGANIZATION_TYPE`.
pub(in crate::synthetic) const ORGANIZATION: Levels = &[
    ("Agriculture", -0.054),
    ("Bank", 0.020),
    ("Business Entity Type 1", -0.005),
    ("Business Entity Type 2", -0.093),
    ("Business Entity Type 3", 0.045),
    ("Construction", 0.065),
    ("Government", -0.022),
    ("Housing", -0.037),
    ("Industry: type 11", -0.031),
    ("Industry: type 3", -0.039),
    ("Industry: type 9", -0.148),
    ("Kindergarten", -0.031),
    ("Medicine", -0.011),
    ("Military", 0.050),
    ("Other", -0.039),
    ("Police", 0.166),
    ("Postal", 0.039),
    ("Restaurant", 0.017),
    ("School", -0.003),
    ("Security", 0.038),
    ("Security Ministries", 0.033),
    ("Self-employed", 0.049),
    ("Services", -0.027),
    ("Trade: type 2", -0.015),
    ("Trade: type 3", 0.099),
    ("Trade: type 7", 0.002),
    ("Transport: type 2", -0.037),
    ("Transport: type 3", -0.014),
    ("Transport: type 4", 0.014),
    ("University", 0.017),
    ("Hotel", -0.093),
    ("Electricity", -0.048),
    ("Industry: type 1", 0.002),
    ("Industry: type 4", 0.027),
    ("Industry: type 7", -0.073),
    ("Culture", -0.130),
    ("Realtor", 0.065),
    ("Trade: type 6", -0.097),
    ("XNA", 0.120),
];

/// `NAME_INCOME_TYPE`.
pub(in crate::synthetic) const INCOME_TYPE: Levels = &[
    ("Commercial associate", -0.065),
    ("Pensioner", 0.017),
    ("State servant", -0.161),
    ("Working", 0.079),
    ("Maternity leave", 0.810),
    ("Unemployed", 0.810),
];

/// `NAME_TYPE_SUITE`.
pub(in crate::synthetic) const TYPE_SUITE: Levels = &[
    ("(missing)", -0.087),
    ("Children", -0.112),
    ("Family", -0.052),
    ("Other_B", 0.059),
    ("Other_A", 0.112),
    ("Spouse, partner", 0.041),
    ("Unaccompanied", 0.035),
];

/// `NAME_CONTRACT_TYPE`.
pub(in crate::synthetic) const CONTRACT: Levels =
    &[("Cash loans", 0.024), ("Revolving loans", -0.143)];

/// `WEEKDAY_APPR_PROCESS_START`.
pub(in crate::synthetic) const WEEKDAY: Levels =
    &[("TUESDAY", 0.028), ("WEDNESDAY", 0.020), ("MONDAY", -0.030), ("FRIDAY", -0.029)];

/// Age in years.
pub(in crate::synthetic) const AGE_YEARS: Steps = Steps {
    edges: &[25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0],
    effects: &[-0.065, 0.123, 0.125, 0.089, 0.033, 0.043, -0.017, -0.126, -0.106],
};

/// Years in the present job.
pub(in crate::synthetic) const EMPLOYED_YEARS: Steps = Steps {
    edges: &[1.0, 2.0, 4.0, 7.0, 12.0],
    effects: &[0.167, 0.164, 0.144, 0.034, -0.024, -0.165],
};

/// Years since the registration.
pub(in crate::synthetic) const REGISTRATION_YEARS: Steps =
    Steps { edges: &[3.0, 8.0, 15.0, 22.0], effects: &[0.082, 0.022, 0.026, -0.036, -0.097] };

/// Years since the identity document.
pub(in crate::synthetic) const ID_PUBLISH_YEARS: Steps =
    Steps { edges: &[3.0, 7.0, 10.0, 12.0], effects: &[0.092, 0.052, 0.027, -0.055, -0.080] };

/// Years since the change of telephone.
pub(in crate::synthetic) const PHONE_CHANGE_YEARS: Steps =
    Steps { edges: &[0.5, 1.5, 3.0, 4.5], effects: &[0.086, 0.127, 0.018, -0.093, -0.138] };

/// Price of the goods.
pub(in crate::synthetic) const GOODS: Steps = Steps {
    edges: &[150000.0, 240000.0, 400000.0, 470000.0, 600000.0, 750000.0, 1000000.0],
    effects: &[-0.084, 0.006, 0.131, 0.246, -0.029, 0.023, -0.019, -0.050],
};

/// Credit over price of the goods.
pub(in crate::synthetic) const CREDIT_PER_GOODS: Steps = Steps {
    edges: &[1.0001, 1.1, 1.14, 1.17, 1.22, 1.3],
    effects: &[-0.069, -0.253, -0.108, 0.105, 0.056, 0.018, 0.216],
};

/// Credit over annuity of a cash loan.
pub(in crate::synthetic) const CREDIT_PER_ANNUITY: Steps = Steps {
    edges: &[10.2, 14.0, 19.0, 22.0, 25.0, 29.0, 33.0],
    effects: &[-0.123, 0.215, 0.083, 0.252, -0.203, -0.123, 0.041, -0.040],
};

/// Yearly income.
pub(in crate::synthetic) const INCOME: Steps = Steps {
    edges: &[90000.0, 130000.0, 180000.0, 250000.0],
    effects: &[-0.031, 0.062, 0.036, 0.049, 0.001],
};

/// Age of the car in years.
pub(in crate::synthetic) const CAR_AGE: Steps =
    Steps { edges: &[3.5, 8.5, 14.5, 25.0], effects: &[-0.179, -0.215, -0.026, 0.006, 0.013] };

/// Hour of the application.
pub(in crate::synthetic) const HOUR: Steps =
    Steps { edges: &[9.5, 15.5], effects: &[0.064, -0.003, -0.035] };

/// Rating of the region and city.
pub(in crate::synthetic) const CITY_RATING: Steps =
    Steps { edges: &[1.5, 2.5], effects: &[-0.230, -0.006, 0.173] };

/// Whether there is a work telephone.
pub(in crate::synthetic) const WORK_PHONE: Steps =
    Steps { edges: &[0.5], effects: &[-0.024, 0.071] };

/// Whether the work is in another city.
pub(in crate::synthetic) const CITY_NOT_WORK: Steps =
    Steps { edges: &[0.5], effects: &[-0.042, 0.090] };

/// Whether the residence is in another city.
pub(in crate::synthetic) const CITY_NOT_LIVE: Steps =
    Steps { edges: &[0.5], effects: &[-0.021, 0.111] };

/// Whether real estate is owned.
pub(in crate::synthetic) const REALTY: Steps = Steps { edges: &[0.5], effects: &[0.015, -0.008] };

/// Whether no car is owned.
pub(in crate::synthetic) const NO_CAR: Steps = Steps { edges: &[0.5], effects: &[-0.039, 0.057] };

/// Defaults in the social circle within 30 days.
pub(in crate::synthetic) const DEFAULTS_AROUND: Steps =
    Steps { edges: &[0.5, 1.5], effects: &[-0.037, 0.144, 0.162] };

/// Whether the bureau knows nothing of the client.
pub(in crate::synthetic) const NO_BUREAU: Steps =
    Steps { edges: &[0.5], effects: &[-0.032, 0.133] };

/// Requests to the bureau in the year.
pub(in crate::synthetic) const REQUESTS_YEAR: Steps =
    Steps { edges: &[1.5, 3.5], effects: &[-0.068, 0.048, 0.022] };

/// Whether the building block is missing.
pub(in crate::synthetic) const NO_BUILDING: Steps =
    Steps { edges: &[0.5], effects: &[-0.048, 0.047] };

/// Normalised number of floors.
pub(in crate::synthetic) const FLOORS: Steps =
    Steps { edges: &[0.1, 0.25], effects: &[0.065, -0.009, -0.066] };

/// Whether there is a home telephone.
pub(in crate::synthetic) const PHONE: Steps = Steps { edges: &[0.5], effects: &[0.025, -0.053] };
