"""Which products somebody may not write to now: locked by a person, a workflow or a schedule."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from wagtail.models import WorkflowState

from cms.models import ProductPage


def with_locks(pages: Any) -> QuerySet[ProductPage]:
    """What Wagtail asks of each page to know its lock, loaded for all of them at once."""
    states = WorkflowState.objects.active().select_related("current_task_state__task")
    # `prefetch_workflow_states` finds none for a page of its own type.
    by_type = Prefetch("_specific_workflow_states", states, to_attr="_current_workflow_states")
    loaded: QuerySet[ProductPage] = pages.annotate_approved_schedule().prefetch_related(by_type)
    return loaded


class Locks:
    """For one person. A task of a workflow locks all its pages alike, so it is asked once."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._of_tasks: dict[tuple[int, str], bool] = {}

    def hold(self, page: ProductPage) -> bool:
        state = page.current_workflow_state
        is_simple = page.locked or page.approved_schedule
        if is_simple or state is None or state.current_task_state is None:
            return self._ask(page)
        task = (state.current_task_state.task_id, state.status)
        if task not in self._of_tasks:
            self._of_tasks[task] = self._ask(page)
        return self._of_tasks[task]

    def _ask(self, page: ProductPage) -> bool:
        return bool(page.permissions_for_user(self._user).page_locked())
