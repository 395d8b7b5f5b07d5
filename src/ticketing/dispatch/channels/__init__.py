"""Ways on which a consignment leaves the house: mail to a commune's police; a folder for post and e-delivery."""
