"""What the demo tells a newcomer."""

PASSWORD = "one-visit-demo"
SIGN_IN_HINT = f"""\
Demo data are loaded. Everybody's password is: {PASSWORD}
  first line  vasilisa, elena     dispatcher  zoya     lead  tatiana     admin  kirill
  engineers   artem, pavel, egor, rustam, timur … (People in the console lists them all)"""
