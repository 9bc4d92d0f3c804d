FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN SECRET_KEY=only-to-collect-static-files python manage.py collectstatic --no-input

RUN useradd --system --uid 1000 loket
USER loket
EXPOSE 8000

# Asked as the proxy would ask it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import os; from urllib.request import Request, urlopen; \
host = os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.'); \
headers = {'Host': host, 'X-Forwarded-Proto': 'https'}; \
urlopen(Request('http://127.0.0.1:8000/gezond/', headers=headers), timeout=4)"]

CMD ["gunicorn", "loket.wsgi:application", "--bind", "0.0.0.0:8000", \
     "-k", "gthread", "-w", "2", "--threads", "4", \
     "--no-control-socket", "--limit-request-line", "0", "--worker-tmp-dir", "/dev/shm"]
