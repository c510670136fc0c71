//! Who the clients are, by age: shares measured on real rows (home credit facts).
//!
//! Age bands end at 25, 30, 35, 40, 45, 50, 55 and 60 years.

/// Upper ends of the age bands, in years; the last band is open.
pub(in crate::synthetic) const AGE_BANDS: [f64; 8] =
    [25.0, 30.0, 35.0, 40.0, 45.0, 50.0, 55.0, 60.0];

/// Share of men by age band.
pub(in crate::synthetic) const MEN: [f64; 9] =
    [0.4565, 0.4274, 0.4099, 0.3821, 0.3589, 0.3406, 0.2939, 0.2480, 0.2180];

/// Income types with more than one client in a thousand.
pub(in crate::synthetic) const INCOME_TYPES: [&str; 4] =
    ["Working", "Commercial associate", "State servant", "Pensioner"];

/// Shares of the income types, for women and for men, by age band.
pub(in crate::synthetic) const INCOME_TYPE: [[[f64; 4]; 9]; 2] = [
    [
        [0.5920, 0.3323, 0.0727, 0.0030],
        [0.6151, 0.3003, 0.0825, 0.0021],
        [0.6155, 0.2847, 0.0948, 0.0050],
        [0.6175, 0.2721, 0.1051, 0.0052],
        [0.6134, 0.2710, 0.1003, 0.0154],
        [0.6005, 0.2782, 0.0963, 0.0249],
        [0.5484, 0.2215, 0.0921, 0.1380],
        [0.1815, 0.0860, 0.0405, 0.6920],
        [0.0814, 0.0394, 0.0230, 0.8563],
    ],
    [
        [0.6690, 0.2690, 0.0602, 0.0018],
        [0.6424, 0.2813, 0.0714, 0.0049],
        [0.6643, 0.2705, 0.0610, 0.0042],
        [0.6445, 0.2783, 0.0646, 0.0126],
        [0.6388, 0.2789, 0.0606, 0.0217],
        [0.6085, 0.3047, 0.0466, 0.0402],
        [0.6060, 0.2573, 0.0528, 0.0839],
        [0.5006, 0.2051, 0.0313, 0.2630],
        [0.1178, 0.0589, 0.0236, 0.7997],
    ],
];

/// Levels of education.
pub(in crate::synthetic) const EDUCATIONS: [&str; 5] = [
    "Secondary / secondary special",
    "Higher education",
    "Incomplete higher",
    "Lower secondary",
    "Academic degree",
];

/// Shares of the levels of education by age band, before the income type.
pub(in crate::synthetic) const EDUCATION: [[f64; 5]; 9] = [
    [0.6195, 0.1933, 0.1662, 0.0210, 0.0000],
    [0.5830, 0.3249, 0.0803, 0.0113, 0.0006],
    [0.6387, 0.2990, 0.0473, 0.0144, 0.0007],
    [0.6977, 0.2495, 0.0309, 0.0215, 0.0004],
    [0.7502, 0.2156, 0.0241, 0.0095, 0.0006],
    [0.7628, 0.2132, 0.0146, 0.0081, 0.0012],
    [0.7759, 0.1977, 0.0138, 0.0126, 0.0000],
    [0.7566, 0.2214, 0.0102, 0.0114, 0.0004],
    [0.7283, 0.2364, 0.0122, 0.0222, 0.0009],
];

/// What the shares of education are multiplied by for each income type.
pub(in crate::synthetic) const EDUCATION_BY_INCOME_TYPE: [[f64; 5]; 4] = [
    [1.055, 0.881, 0.894, 0.682, 0.762],
    [0.883, 1.306, 1.216, 0.501, 1.902],
    [0.776, 1.639, 1.099, 0.388, 0.789],
    [1.073, 0.609, 0.954, 1.890, 0.540],
];

/// Family statuses; the first two are couples.
pub(in crate::synthetic) const FAMILIES: [&str; 5] =
    ["Married", "Civil marriage", "Single / not married", "Separated", "Widow"];

/// Shares of the family statuses, for women and for men, by age band.
pub(in crate::synthetic) const FAMILY: [[[f64; 5]; 9]; 2] = [
    [
        [0.3769, 0.1662, 0.4332, 0.0223, 0.0015],
        [0.6054, 0.1289, 0.2197, 0.0402, 0.0057],
        [0.6762, 0.1164, 0.1384, 0.0611, 0.0079],
        [0.6632, 0.1232, 0.1173, 0.0814, 0.0148],
        [0.6491, 0.1217, 0.1114, 0.0878, 0.0300],
        [0.6337, 0.1184, 0.1196, 0.0897, 0.0386],
        [0.6174, 0.0925, 0.1121, 0.0902, 0.0878],
        [0.5724, 0.0783, 0.1196, 0.0822, 0.1475],
        [0.4739, 0.0628, 0.1273, 0.0784, 0.2576],
    ],
    [
        [0.2968, 0.1042, 0.5919, 0.0071, 0.0000],
        [0.5650, 0.0762, 0.3294, 0.0280, 0.0014],
        [0.6984, 0.0796, 0.1849, 0.0371, 0.0000],
        [0.7576, 0.0838, 0.1053, 0.0503, 0.0030],
        [0.7513, 0.0969, 0.0950, 0.0542, 0.0026],
        [0.7822, 0.0804, 0.0788, 0.0506, 0.0080],
        [0.7655, 0.0932, 0.0706, 0.0631, 0.0075],
        [0.7856, 0.0811, 0.0603, 0.0429, 0.0301],
        [0.7696, 0.0471, 0.0694, 0.0393, 0.0746],
    ],
];

/// Shares of 0, 1, 2, 3 and 4 children, for those alone and for couples, by age band.
pub(in crate::synthetic) const CHILDREN: [[[f64; 5]; 9]; 2] = [
    [
        [0.9382, 0.0572, 0.0046, 0.0000, 0.0000],
        [0.8258, 0.1468, 0.0254, 0.0010, 0.0010],
        [0.6207, 0.3000, 0.0701, 0.0092, 0.0000],
        [0.5594, 0.3242, 0.1010, 0.0143, 0.0012],
        [0.6545, 0.2739, 0.0693, 0.0023, 0.0000],
        [0.8294, 0.1576, 0.0117, 0.0013, 0.0000],
        [0.9393, 0.0539, 0.0045, 0.0022, 0.0000],
        [0.9689, 0.0272, 0.0039, 0.0000, 0.0000],
        [0.9936, 0.0050, 0.0000, 0.0007, 0.0007],
    ],
    [
        [0.6560, 0.3170, 0.0236, 0.0034, 0.0000],
        [0.4849, 0.3632, 0.1368, 0.0133, 0.0017],
        [0.3789, 0.3517, 0.2376, 0.0290, 0.0028],
        [0.4030, 0.3163, 0.2393, 0.0365, 0.0048],
        [0.5426, 0.3173, 0.1172, 0.0186, 0.0043],
        [0.7625, 0.1893, 0.0437, 0.0038, 0.0007],
        [0.9027, 0.0823, 0.0125, 0.0018, 0.0007],
        [0.9653, 0.0269, 0.0045, 0.0016, 0.0016],
        [0.9900, 0.0062, 0.0038, 0.0000, 0.0000],
    ],
];

/// Kinds of housing.
pub(in crate::synthetic) const HOUSINGS: [&str; 6] = [
    "House / apartment",
    "With parents",
    "Municipal apartment",
    "Rented apartment",
    "Office apartment",
    "Co-op apartment",
];

/// Shares of the kinds of housing by age band.
pub(in crate::synthetic) const HOUSING: [[f64; 6]; 9] = [
    [0.7194, 0.2008, 0.0194, 0.0403, 0.0097, 0.0105],
    [0.7800, 0.1438, 0.0269, 0.0320, 0.0102, 0.0072],
    [0.8504, 0.0822, 0.0282, 0.0270, 0.0098, 0.0025],
    [0.8866, 0.0503, 0.0348, 0.0172, 0.0078, 0.0034],
    [0.9043, 0.0279, 0.0410, 0.0140, 0.0085, 0.0043],
    [0.9184, 0.0148, 0.0441, 0.0118, 0.0096, 0.0014],
    [0.9294, 0.0066, 0.0471, 0.0083, 0.0072, 0.0014],
    [0.9376, 0.0052, 0.0422, 0.0055, 0.0069, 0.0026],
    [0.9478, 0.0026, 0.0377, 0.0043, 0.0051, 0.0026],
];

/// Share of owners of real estate by kind of housing.
pub(in crate::synthetic) const OWNS_REALTY: [f64; 6] =
    [0.7380, 0.3902, 0.3812, 0.4333, 0.5154, 0.6330];

/// Log-odds of owning a car: what a man, a couple and a man in a couple add.
pub(in crate::synthetic) const CAR: [f64; 3] = [1.447, 0.630, 0.013];

/// Log-odds of owning a car by age band.
pub(in crate::synthetic) const CAR_BY_AGE: [f64; 9] =
    [-1.911, -1.602, -1.493, -1.481, -1.573, -1.553, -1.783, -2.047, -2.317];

/// Share with a work telephone by age band, among those in work.
pub(in crate::synthetic) const WORK_PHONE: [f64; 9] =
    [0.2482, 0.2528, 0.2634, 0.2563, 0.2411, 0.2103, 0.2405, 0.2212, 0.1920];

/// Share with a home telephone by age band.
pub(in crate::synthetic) const PHONE: [f64; 9] =
    [0.2169, 0.2487, 0.2615, 0.2721, 0.2868, 0.2848, 0.2973, 0.2960, 0.3073];

/// Share with an e-mail address by age band.
pub(in crate::synthetic) const EMAIL: [f64; 9] =
    [0.0597, 0.0861, 0.0760, 0.0679, 0.0609, 0.0586, 0.0363, 0.0345, 0.0237];

/// Share of revolving loans by age band.
pub(in crate::synthetic) const REVOLVING: [f64; 9] =
    [0.2573, 0.1049, 0.1065, 0.0965, 0.0970, 0.0890, 0.0761, 0.0830, 0.0608];
