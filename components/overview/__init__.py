"""The overview: one sentence, six figures, and what is behind them."""
