//! Tests of `oasmith` from its outside: all there is stands below `tests/`.
