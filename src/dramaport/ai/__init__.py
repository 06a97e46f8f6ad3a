"""What models can do: one small Protocol each in `abilities`, the catalogue of models in `models`, and providers beside them."""
