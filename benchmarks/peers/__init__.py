"""The sites that the product is measured beside, deployed like the product."""
