"""What an op is: records, signatures, static shapes, and the functions made from them."""
