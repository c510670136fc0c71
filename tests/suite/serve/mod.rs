//! The service: who is let in, what it logs, what it says of itself.

mod guard;
mod keys;
mod ledger;
mod observe;
