"""Question to semantic query; result to sentence. Knows no SQL, and no word of any business."""
