# grant.py SETTINGS BASE ACCOUNT: lets an account follow the changes of a domain: the control access right "Replicating Directory
# Changes" on the domain, and to list and read what was deleted. Done in the database, because no administrator may change who sees
# deleted entries without first taking them over; with Samba's own library, because no program of Samba finds their container.
import sys

from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB
from samba.sd_utils import SDUtils

settings, base, account = sys.argv[1:]
parameters = LoadParm()
parameters.load(settings)
database = SamDB(url=parameters.private_path("sam.ldb"), lp=parameters, session_info=system_session())
rights = SDUtils(database)
sid = rights.get_object_sid(account)
rights.dacl_add_ace(base, f"(OA;;CR;1131f6aa-9c07-11d1-f79f-00c04fc2dcd2;;{sid})")
rights.dacl_add_ace(f"CN=Deleted Objects,{base}", f"(A;CI;LCRPLO;;;{sid})")
