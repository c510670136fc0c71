//! Published distributions of the building block, measured on real rows (home credit facts).

use super::quantiles::COARSE;
use crate::synthetic::random::Quantiles;

/// `APARTMENTS_AVG`, a normalised quantity.
pub(in crate::synthetic) const APARTMENTS: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0021, 0.0062, 0.0093, 0.0175, 0.0299, 0.0441, 0.0577, 0.0619, 0.0711, 0.0742,
        0.0825, 0.0866, 0.0938, 0.1041, 0.1186, 0.1304, 0.1485, 0.167, 0.2052, 0.2461, 0.3299,
        0.4062, 0.5552, 0.9232, 1.0,
    ],
};

/// `BASEMENTAREA_AVG`, a normalised quantity.
pub(in crate::synthetic) const BASEMENTAREA: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0172, 0.035, 0.0443, 0.0516, 0.0584, 0.0636, 0.0699, 0.076,
        0.0803, 0.0851, 0.0927, 0.1017, 0.1114, 0.1232, 0.1425, 0.1715, 0.2267, 0.2949, 0.3867,
        0.9602, 1.0,
    ],
};

/// `YEARS_BEGINEXPLUATATION_AVG`, a normalised quantity.
pub(in crate::synthetic) const YEARS_BEGINEXPLUATATION: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.9511, 0.9608, 0.9692, 0.9727, 0.9742, 0.9757, 0.9767, 0.9776, 0.9791, 0.9801,
        0.9811, 0.9821, 0.9831, 0.9841, 0.9851, 0.9861, 0.9866, 0.9876, 0.9891, 0.9911, 0.996,
        0.998, 0.999, 1.0, 1.0,
    ],
};

/// `YEARS_BUILD_AVG`, a normalised quantity.
pub(in crate::synthetic) const YEARS_BUILD: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0255, 0.4084, 0.5308, 0.5988, 0.6328, 0.6532, 0.6736, 0.6872, 0.7008, 0.7212, 0.728,
        0.7416, 0.7552, 0.7688, 0.7824, 0.796, 0.8096, 0.8232, 0.83, 0.8504, 0.8776, 0.9456,
        0.9728, 0.9864, 1.0, 1.0,
    ],
};

/// `COMMONAREA_AVG`, a normalised quantity.
pub(in crate::synthetic) const COMMONAREA: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0009, 0.0029, 0.0057, 0.0079, 0.0095, 0.0118, 0.0142, 0.0171,
        0.0213, 0.0262, 0.0307, 0.0364, 0.0433, 0.0514, 0.0618, 0.0776, 0.1044, 0.1619, 0.22,
        0.3711, 1.0, 1.0,
    ],
};

/// `ELEVATORS_AVG`, a normalised quantity.
pub(in crate::synthetic) const ELEVATORS: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.04, 0.08,
        0.08, 0.12, 0.16, 0.2, 0.24, 0.36, 0.48, 0.64, 1.0, 1.0,
    ],
};

/// `ENTRANCES_AVG`, a normalised quantity.
pub(in crate::synthetic) const ENTRANCES: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0345, 0.0345, 0.0345, 0.0345, 0.069, 0.069, 0.069, 0.1034, 0.1034, 0.1034,
        0.1379, 0.1379, 0.1379, 0.1379, 0.1448, 0.1724, 0.2069, 0.2069, 0.2069, 0.2759, 0.3103,
        0.4138, 0.5172, 0.931, 1.0,
    ],
};

/// `FLOORSMAX_AVG`, a normalised quantity.
pub(in crate::synthetic) const FLOORSMAX: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0417, 0.0417, 0.0417, 0.0833, 0.125, 0.1667, 0.1667, 0.1667, 0.1667,
        0.1667, 0.1667, 0.1667, 0.1667, 0.3333, 0.3333, 0.3333, 0.3333, 0.3333, 0.375, 0.5, 0.625,
        0.6667, 1.0, 1.0,
    ],
};

/// `FLOORSMIN_AVG`, a normalised quantity.
pub(in crate::synthetic) const FLOORSMIN: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0417, 0.0417, 0.0417, 0.0417, 0.0833, 0.1667, 0.2083, 0.2083, 0.2083,
        0.2083, 0.2083, 0.2083, 0.2083, 0.375, 0.375, 0.375, 0.375, 0.4167, 0.5, 0.6667, 0.7083,
        1.0, 1.0,
    ],
};

/// `LANDAREA_AVG`, a normalised quantity.
pub(in crate::synthetic) const LANDAREA: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0081, 0.0142, 0.019, 0.0244, 0.03, 0.0358, 0.0424, 0.0484,
        0.0547, 0.061, 0.068, 0.0758, 0.0849, 0.0973, 0.1142, 0.1419, 0.1975, 0.2685, 0.3878, 1.0,
        1.0,
    ],
};

/// `LIVINGAPARTMENTS_AVG`, a normalised quantity.
pub(in crate::synthetic) const LIVINGAPARTMENTS: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0034, 0.0067, 0.0101, 0.0202, 0.0303, 0.0429, 0.0504, 0.0538, 0.0588, 0.0639,
        0.0672, 0.0752, 0.0807, 0.0908, 0.1, 0.1121, 0.1219, 0.1463, 0.1753, 0.2101, 0.2774,
        0.3474, 0.4691, 0.7928, 1.0,
    ],
};

/// `LIVINGAREA_AVG`, a normalised quantity.
pub(in crate::synthetic) const LIVINGAREA: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0022, 0.0051, 0.0083, 0.0147, 0.0256, 0.0365, 0.0463, 0.052, 0.0576, 0.0632,
        0.0682, 0.0745, 0.0821, 0.0891, 0.0999, 0.1139, 0.131, 0.1557, 0.1918, 0.2365, 0.3264,
        0.4177, 0.5596, 0.9642, 1.0,
    ],
};

/// `NONLIVINGAPARTMENTS_AVG`, a normalised quantity.
pub(in crate::synthetic) const NONLIVINGAPARTMENTS: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0025, 0.0039,
        0.0039, 0.0039, 0.0077, 0.0116, 0.0154, 0.0309, 0.049, 0.0965, 0.9078, 1.0,
    ],
};

/// `NONLIVINGAREA_AVG`, a normalised quantity.
pub(in crate::synthetic) const NONLIVINGAREA: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0016, 0.0037, 0.0057, 0.0088,
        0.0135, 0.0196, 0.0284, 0.04, 0.0557, 0.0821, 0.1309, 0.1988, 0.339, 0.9928, 1.0,
    ],
};

/// `TOTALAREA_MODE`, a normalised quantity.
pub(in crate::synthetic) const TOTALAREA: Quantiles = Quantiles {
    shares: COARSE,
    values: &[
        0.0, 0.0, 0.0017, 0.0037, 0.0068, 0.0126, 0.0219, 0.0333, 0.0418, 0.0486, 0.0534, 0.0575,
        0.0629, 0.0689, 0.0745, 0.0826, 0.094, 0.1095, 0.1305, 0.1598, 0.1877, 0.2328, 0.3121,
        0.3982, 0.5355, 1.0, 1.0,
    ],
};
