//! The fields of xgboost's model file, in the order in which xgboost writes them.
//!
//! xgboost keeps its parameters as text, even numbers; what is the same in every file of ours is
//! constant.

use serde::Serialize;

/// Parent of a root.
pub(super) const NO_PARENT: i64 = i32::MAX as i64;

/// Child of a leaf.
pub(super) const NO_CHILD: i64 = -1;

#[derive(Debug, Serialize)]
pub(super) struct File {
    pub(super) learner: Learner,
    pub(super) version: [u32; 3],
}

#[derive(Debug, Serialize)]
pub(super) struct Learner {
    pub(super) attributes: Attributes,
    pub(super) feature_names: Vec<String>,
    pub(super) feature_types: Vec<&'static str>,
    pub(super) gradient_booster: GradientBooster,
    pub(super) learner_model_param: LearnerParam,
    pub(super) objective: Objective,
}

/// Free text beside the model; ours is what xgboost has no field for.
#[derive(Debug, Serialize)]
pub(super) struct Attributes {
    pub(super) octroi_calibrated: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) octroi_calibration: Option<String>,
    pub(super) octroi_model: String,
    pub(super) octroi_run: String,
    pub(super) octroi_synthetic: String,
    pub(super) octroi_version: String,
}

/// The knots of an isotonic calibration, within an attribute.
#[derive(Debug, Serialize)]
pub(super) struct Knots<'a> {
    pub(super) log_odds: &'a [f64],
    pub(super) probabilities: &'a [f64],
}

#[derive(Debug, Serialize)]
pub(super) struct LearnerParam {
    pub(super) base_score: &'static str,
    pub(super) boost_from_average: &'static str,
    pub(super) num_class: &'static str,
    pub(super) num_feature: String,
    pub(super) num_target: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Objective {
    pub(super) name: &'static str,
    pub(super) reg_loss_param: RegLossParam,
}

#[derive(Debug, Serialize)]
pub(super) struct RegLossParam {
    pub(super) scale_pos_weight: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct GradientBooster {
    pub(super) model: Trees,
    pub(super) name: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct Trees {
    pub(super) gbtree_model_param: TreesParam,
    /// Where each round of boosting begins among the trees, and the end.
    pub(super) iteration_indptr: Vec<usize>,
    /// The class that each tree adds to.
    pub(super) tree_info: Vec<u8>,
    pub(super) trees: Vec<TreeColumns>,
}

#[derive(Debug, Serialize)]
pub(super) struct TreesParam {
    pub(super) num_parallel_tree: &'static str,
    pub(super) num_trees: String,
}

/// A tree by columns, one entry for each node.
#[derive(Debug, Serialize)]
pub(super) struct TreeColumns {
    pub(super) base_weights: Vec<f32>,
    pub(super) categories: [u8; 0],
    pub(super) categories_nodes: [u8; 0],
    pub(super) categories_segments: [u8; 0],
    pub(super) categories_sizes: [u8; 0],
    pub(super) default_left: Vec<u8>,
    pub(super) id: usize,
    pub(super) left_children: Vec<i64>,
    pub(super) loss_changes: Vec<f32>,
    pub(super) parents: Vec<i64>,
    pub(super) right_children: Vec<i64>,
    /// The threshold of a test, the value of a leaf.
    pub(super) split_conditions: Vec<f32>,
    pub(super) split_indices: Vec<u32>,
    pub(super) split_type: Vec<u8>,
    pub(super) sum_hessian: Vec<f32>,
    pub(super) tree_param: TreeParam,
}

#[derive(Debug, Serialize)]
pub(super) struct TreeParam {
    pub(super) num_deleted: &'static str,
    pub(super) num_feature: String,
    pub(super) num_nodes: String,
    pub(super) size_leaf_vector: &'static str,
}

impl TreeColumns {
    /// Leaves of value 0, to be filled in.
    pub(super) fn new(id: usize, n_nodes: usize, n_features: usize) -> Self {
        Self {
            base_weights: vec![0.0; n_nodes],
            categories: [],
            categories_nodes: [],
            categories_segments: [],
            categories_sizes: [],
            default_left: vec![0; n_nodes],
            id,
            left_children: vec![NO_CHILD; n_nodes],
            loss_changes: vec![0.0; n_nodes],
            parents: vec![NO_PARENT; n_nodes],
            right_children: vec![NO_CHILD; n_nodes],
            split_conditions: vec![0.0; n_nodes],
            split_indices: vec![0; n_nodes],
            split_type: vec![0; n_nodes],
            sum_hessian: vec![0.0; n_nodes],
            tree_param: TreeParam {
                num_deleted: "0",
                num_feature: n_features.to_string(),
                num_nodes: n_nodes.to_string(),
                size_leaf_vector: "1",
            },
        }
    }
}
