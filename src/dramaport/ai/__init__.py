"""What models can do (`abilities`), the catalogue of models (`models`), and the providers that run them."""
