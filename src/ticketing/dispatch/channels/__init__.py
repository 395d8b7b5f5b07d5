"""Ways on which a consignment leaves the house: mail, SFTP or a folder for communes; a folder for the rest."""
