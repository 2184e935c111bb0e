"""Whether an opportunity will be won: stated, norm of its stage, and model, with the gate that chooses between them."""
