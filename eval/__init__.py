"""How good the product is: sets, metrics, runs, comparisons and reports."""
