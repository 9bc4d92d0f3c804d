"""What a contact can begin with: an edition of the norm on which the region has not begun."""

from dataclasses import dataclass

from loket.models import Control, Framework, Region
from selfassessment.models import Assessment


@dataclass(frozen=True)
class Offer:
    """An edition to begin with; `source` is the assessment whose answers can come along."""

    region: Region
    framework: Framework
    source: Assessment | None


def offers_for(regions, assessments):
    """Return an Offer for each region and edition newer than what it has among `assessments`."""
    follows = set(
        Control.objects.filter(predecessors__isnull=False)
        .values_list("category__framework", "predecessors__category__framework")
        .distinct()
    )
    frameworks = list(Framework.objects.order_by("position", "pk"))
    offers = []
    for region in regions:
        own = [a for a in assessments if a.region_id == region.pk]
        newest = max(((a.framework.position, a.framework_id) for a in own), default=(0, 0))
        for framework in frameworks:
            if (framework.position, framework.pk) > newest:
                pairs = {a: (framework.pk, a.framework_id) in follows for a in own}
                source = next((a for a, is_next in pairs.items() if is_next), None)
                offers.append(Offer(region, framework, source))
    return offers
