"""What a production office hangs up, sends round and files: stripboard, day-out-of-days, call sheets, calendars, Gantt picture.

All of them are read off a plan and its slate; equal plans give equal bytes.
"""
