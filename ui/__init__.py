"""页面部件: parts every page is made of; knows no other app."""
