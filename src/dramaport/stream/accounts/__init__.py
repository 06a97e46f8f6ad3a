"""Accounts: how a guest proves who they are, and what becomes of what they had.

A way to sign in is an e-mail address, or an account with Apple or Google. A sign-in is begun by a session and can be finished by
that session alone: whoever reads the mail on another device is shown a code to type where they began. So nobody can be made to
let a stranger's session in. A way without keys, or without somebody who sends mails, is closed.
"""
