"""党政机关公文格式: the figures of GB/T 9704-2012, in Word and in PDF."""
