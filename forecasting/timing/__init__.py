"""When opportunities are won or lost, ordered and invoiced."""
