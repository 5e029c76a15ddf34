from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.copying import (
    give_copy_its_own_code,
    keep_code_in_draft,
    refuse_copy_of_single_page,
)
from cms.viewsets import CatalogueGroup

register_snippet(CatalogueGroup)
hooks.register("before_copy_page", refuse_copy_of_single_page)
hooks.register("before_copy_page", give_copy_its_own_code)
hooks.register("after_copy_page", keep_code_in_draft)
