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
pub(in crate::synthetic) const GENDER: Levels = &[("F", -0.056), ("M", 0.108)];

/// `NAME_EDUCATION_TYPE`.
pub(in crate::synthetic) const EDUCATION: Levels = &[
    ("Academic degree", -0.360),
    ("Higher education", -0.185),
    ("Incomplete higher", -0.049),
    ("Lower secondary", 0.060),
    ("Secondary / secondary special", 0.064),
];

/// `NAME_FAMILY_STATUS`.
pub(in crate::synthetic) const FAMILY_STATUS: Levels = &[
    ("Civil marriage", 0.027),
    ("Married", -0.036),
    ("Separated", 0.095),
    ("Single / not married", 0.083),
    ("Widow", 0.041),
];

/// `NAME_HOUSING_TYPE`.
pub(in crate::synthetic) const HOUSING: Levels = &[
    ("Co-op apartment", -0.120),
    ("House / apartment", -0.007),
    ("Municipal apartment", 0.076),
    ("Office apartment", -0.087),
    ("Rented apartment", 0.060),
    ("With parents", 0.101),
];

/// `OCCUPATION_TYPE`.
pub(in crate::synthetic) const OCCUPATION: Levels = &[
    ("(missing)", -0.016),
    ("Accountants", -0.313),
    ("Cleaning staff", 0.050),
    ("Cooking staff", -0.049),
    ("Core staff", -0.031),
    ("Drivers", 0.151),
    ("High skill tech staff", -0.168),
    ("Laborers", 0.059),
    ("Low-skill Laborers", 0.281),
    ("Managers", -0.016),
    ("Medicine staff", -0.050),
    ("Private service staff", -0.024),
    ("Sales staff", 0.037),
    ("Security staff", 0.098),
    ("Waiters/barmen staff", 0.120),
    ("IT staff", -0.180),
    ("HR staff", -0.120),
    ("Secretaries", 0.000),
    ("Realty agents", -0.060),
];

/// `ORGANIZATION_TYPE`.
pub(in crate::synthetic) const ORGANIZATION: Levels = &[
    ("Agriculture", -0.087),
    ("Bank", -0.104),
    ("Business Entity Type 1", -0.018),
    ("Business Entity Type 2", 0.023),
    ("Business Entity Type 3", 0.028),
    ("Construction", 0.134),
    ("Government", -0.119),
    ("Housing", -0.033),
    ("Industry: type 11", -0.048),
    ("Industry: type 3", 0.162),
    ("Industry: type 9", -0.324),
    ("Kindergarten", -0.107),
    ("Medicine", 0.000),
    ("Military", -0.191),
    ("Other", -0.020),
    ("Police", 0.048),
    ("Postal", -0.004),
    ("Restaurant", 0.169),
    ("School", 0.050),
    ("Security", 0.060),
    ("Security Ministries", -0.272),
    ("Self-employed", 0.038),
    ("Services", -0.015),
    ("Trade: type 2", 0.008),
    ("Trade: type 3", 0.115),
    ("Trade: type 7", -0.019),
    ("Transport: type 2", -0.060),
    ("Transport: type 3", 0.180),
    ("Transport: type 4", -0.035),
    ("University", -0.180),
    ("Hotel", -0.180),
    ("Electricity", -0.060),
    ("Industry: type 1", 0.120),
    ("Industry: type 4", -0.120),
    ("Industry: type 7", -0.060),
    ("Culture", -0.240),
    ("Realtor", 0.120),
    ("Trade: type 6", -0.180),
    ("XNA", -0.005),
];

/// `NAME_INCOME_TYPE`.
pub(in crate::synthetic) const INCOME_TYPE: Levels = &[
    ("Commercial associate", -0.081),
    ("Pensioner", 0.016),
    ("State servant", -0.152),
    ("Working", 0.052),
    ("Maternity leave", 0.900),
    ("Unemployed", 0.900),
];

/// `NAME_TYPE_SUITE`.
pub(in crate::synthetic) const TYPE_SUITE: Levels = &[
    ("(missing)", -0.240),
    ("Children", -0.097),
    ("Family", -0.037),
    ("Other_B", 0.060),
    ("Other_A", 0.180),
    ("Spouse, partner", 0.028),
    ("Unaccompanied", 0.007),
];

/// `NAME_CONTRACT_TYPE`.
pub(in crate::synthetic) const CONTRACT: Levels =
    &[("Cash loans", 0.005), ("Revolving loans", -0.120)];

/// `WEEKDAY_APPR_PROCESS_START`.
pub(in crate::synthetic) const WEEKDAY: Levels =
    &[("TUESDAY", 0.030), ("WEDNESDAY", 0.024), ("MONDAY", -0.030), ("FRIDAY", -0.030)];

/// Age in years.
pub(in crate::synthetic) const AGE_YEARS: Steps = Steps {
    edges: &[25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0],
    effects: &[0.000, 0.107, 0.130, 0.127, 0.079, -0.048, -0.071, -0.173, -0.164],
};

/// Years in the present job.
pub(in crate::synthetic) const EMPLOYED_YEARS: Steps = Steps {
    edges: &[1.0, 2.0, 4.0, 7.0, 12.0],
    effects: &[0.110, 0.055, 0.038, -0.032, -0.048, -0.137],
};

/// Years since the registration.
pub(in crate::synthetic) const REGISTRATION_YEARS: Steps =
    Steps { edges: &[3.0, 8.0, 15.0, 22.0], effects: &[0.087, 0.022, -0.014, -0.034, -0.050] };

/// Years since the identity document.
pub(in crate::synthetic) const ID_PUBLISH_YEARS: Steps =
    Steps { edges: &[3.0, 7.0, 10.0, 12.0], effects: &[0.139, 0.044, 0.010, -0.047, -0.108] };

/// Years since the change of telephone.
pub(in crate::synthetic) const PHONE_CHANGE_YEARS: Steps =
    Steps { edges: &[0.5, 1.5, 3.0, 4.5], effects: &[0.089, 0.092, 0.002, -0.086, -0.098] };

/// Price of the goods.
pub(in crate::synthetic) const GOODS: Steps = Steps {
    edges: &[150000.0, 240000.0, 400000.0, 470000.0, 600000.0, 750000.0, 1000000.0],
    effects: &[-0.090, -0.030, 0.018, 0.150, -0.009, 0.033, -0.060, -0.060],
};

/// Credit over price of the goods.
pub(in crate::synthetic) const CREDIT_PER_GOODS: Steps = Steps {
    edges: &[1.0001, 1.1, 1.14, 1.17, 1.22, 1.3],
    effects: &[-0.090, -0.060, -0.072, 0.030, 0.060, 0.090, 0.239],
};

/// Credit over annuity of a cash loan.
pub(in crate::synthetic) const CREDIT_PER_ANNUITY: Steps = Steps {
    edges: &[10.2, 14.0, 19.0, 22.0, 25.0, 29.0, 33.0],
    effects: &[-0.210, 0.168, 0.088, 0.156, -0.209, -0.139, -0.056, -0.090],
};

/// Yearly income.
pub(in crate::synthetic) const INCOME: Steps = Steps {
    edges: &[90000.0, 130000.0, 180000.0, 250000.0],
    effects: &[0.013, 0.039, -0.005, 0.001, -0.062],
};

/// Age of the car in years.
pub(in crate::synthetic) const CAR_AGE: Steps =
    Steps { edges: &[3.5, 8.5, 14.5, 25.0], effects: &[-0.120, -0.150, -0.030, 0.018, 0.060] };

/// Hour of the application.
pub(in crate::synthetic) const HOUR: Steps =
    Steps { edges: &[9.5, 15.5], effects: &[0.024, -0.005, -0.011] };

/// Rating of the region and city.
pub(in crate::synthetic) const CITY_RATING: Steps =
    Steps { edges: &[1.5, 2.5], effects: &[-0.209, -0.002, 0.173] };

/// Whether there is a work telephone.
pub(in crate::synthetic) const WORK_PHONE: Steps =
    Steps { edges: &[0.5], effects: &[-0.029, 0.119] };

/// Whether the work is in another city.
pub(in crate::synthetic) const CITY_NOT_WORK: Steps =
    Steps { edges: &[0.5], effects: &[-0.018, 0.060] };

/// Whether the residence is in another city.
pub(in crate::synthetic) const CITY_NOT_LIVE: Steps =
    Steps { edges: &[0.5], effects: &[-0.005, 0.120] };

/// Whether real estate is owned.
pub(in crate::synthetic) const REALTY: Steps = Steps { edges: &[0.5], effects: &[0.030, -0.012] };

/// Whether no car is owned.
pub(in crate::synthetic) const NO_CAR: Steps = Steps { edges: &[0.5], effects: &[0.000, 0.040] };

/// Defaults in the social circle within 30 days.
pub(in crate::synthetic) const DEFAULTS_AROUND: Steps =
    Steps { edges: &[0.5, 1.5], effects: &[-0.020, 0.146, 0.169] };

/// Whether the bureau knows nothing of the client.
pub(in crate::synthetic) const NO_BUREAU: Steps =
    Steps { edges: &[0.5], effects: &[-0.024, 0.150] };

/// Requests to the bureau in the year.
pub(in crate::synthetic) const REQUESTS_YEAR: Steps =
    Steps { edges: &[1.5, 3.5], effects: &[-0.048, 0.030, 0.054] };

/// Whether the building block is missing.
pub(in crate::synthetic) const NO_BUILDING: Steps =
    Steps { edges: &[0.5], effects: &[-0.036, 0.036] };

/// Normalised number of floors.
pub(in crate::synthetic) const FLOORS: Steps =
    Steps { edges: &[0.1, 0.25], effects: &[0.053, -0.011, -0.030] };
