select top 10 *
from {{ ref('films_of_the_old_system') }}
