from __future__ import annotations

import datetime as dt

from django.db import models


class PrincipalQuerySet(models.QuerySet):
    def vigentes(self, al: dt.date) -> PrincipalQuerySet:
        """Los que están en la cartera en esa fecha."""
        return self.filter(vigencia__contains=al)
