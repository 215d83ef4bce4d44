#!/usr/bin/env bash
# What is too long for CI and done before a release: many crashes, then steady work, with figures to keep.
#   TEST_ROUNDS (2000)   how often the server is killed, during uploads, during mails and while a team acts each
#   RACE_ROUNDS (200)    how often an invite is accepted while it is revoked, renewed or declined
#   MODEL_CASES (200)    how many random histories of a team are compared with the model, and as many with calls at once
#   TEST_SEED            the throws of an earlier run; MODEL_SEED those of the histories
#   SOAK_MINUTES (30)    how long the steady work takes; from 10 on, the growth of memory is judged
set -euo pipefail
cd "$(dirname "$0")/.."
step() { printf '\n==> %s\n' "$*"; }

cargo build --workspace --all-targets
tests=(cargo test --workspace --test it)
rounds=${TEST_ROUNDS:-2000}

step "Crashes"
TEST_ROUNDS=$rounds "${tests[@]}" crash:: -- --nocapture --test-threads 1

step "Histories and races of members"
MODEL_CASES=${MODEL_CASES:-200} TEST_ROUNDS=$rounds "${tests[@]}" membership_model:: -- --nocapture --test-threads 1
TEST_ROUNDS=${RACE_ROUNDS:-200} "${tests[@]}" s28_ -- --nocapture --test-threads 1 --skip membership_model::

step "Steady work"
SOAK_MINUTES=${SOAK_MINUTES:-30} "${tests[@]}" soak:: -- --nocapture
