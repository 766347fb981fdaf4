"""Keys: the keystore of confidential text, the signer, the key-encryption key."""
